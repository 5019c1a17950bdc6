import Wire
import Workers

/// A worker in which set-up scripts have run: its libraries are loaded, its code is warm. Contexts made from it start
/// as copies of that state.
///
/// ```swift
/// let library = try await supervisor.script(source, filename: "lodash.js")
/// let template = try await supervisor.createTemplate([library])
/// let context = try await template.createContext(["list": [3, 1, 2]])
/// let sorted: [Int] = try await supervisor.runInContext("_.sortBy(list)", context)
/// ```
///
/// If a set-up script also uses the functions that it loads, the engine compiles them, and every context runs compiled
/// code from the first call on. A context's first run still pays for the memory pages that it writes to, some
/// microseconds for 4 KiB, because it shares them with the template until then. A warm-up script, which runs in each
/// worker that is forked ahead, pays this cost in advance. No script runs in the template itself after its set-up. A
/// template lives until it is disposed, its supervisor is shut down, or nothing refers to it; its contexts live on.
public final class Template: ContextSource, Identifiable {
    /// The template's name among those of its supervisor: `t1`, `t2`, … `isolates rpc` uses it too.
    public let id: String
    /// The context in which the scripts have run.
    let context: Context
    let pool: WorkerPool
    /// Nil for the supervisor's own template, which must not keep the supervisor alive.
    private let supervisor: Supervisor?

    init(
        id: String, context: Context, warmUp: [Script], supervisor: Supervisor?,
        _ configuration: Supervisor.Configuration, _ admission: Admission
    ) {
        self.id = id
        self.context = context
        self.supervisor = supervisor
        let source = TemplateSource(context.processes.worker, warmUp: warmUp.map(\.source.number))
        pool = WorkerPool(source, size: configuration.warmWorkers, admission)
        pool.fill()
    }

    deinit {
        dispose()
    }

    /// Whether the template is gone. Making a context from it then throws `disposed` with the reason.
    public var isDisposed: Bool { context.isDisposed }

    /// Why the template is gone, in a sentence; nil while it is alive.
    public var reasonOfDisposal: String? {
        isDisposed ? "template \(id) is gone: \(context.reasonOfDisposal ?? "")" : nil
    }

    /// Ends the template's process and those that were forked ahead. Contexts made from the template live on.
    public func dispose() {
        pool.close()
        context.processes.end(.disposed(reason: "the template was disposed"))
    }

    nonisolated(nonsending) public func createContext(
        properties: Value, options: ContextOptions
    ) async throws(VMError) -> Context {
        guard let supervisor else { throw VMError(disposed: "template \(id) is the supervisor's own") }
        return try await supervisor.createContext(properties, options, from: self, role: .program)
    }
}
