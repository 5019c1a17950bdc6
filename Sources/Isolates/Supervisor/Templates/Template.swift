import Wire
import Workers

/// A worker in which set-up scripts have run: libraries loaded, code warm. Contexts made from it are copies, and start
/// with all of that.
///
/// ```swift
/// let library = try await supervisor.script(source, filename: "lodash.js")
/// let template = try await supervisor.createTemplate([library])
/// let context = try await template.createContext(["list": [3, 1, 2]])
/// let sorted: [Int] = try await supervisor.runInContext("_.sortBy(list)", context)
/// ```
///
/// A set-up script that also uses what it loads has the engine compile that: every context then runs compiled code from
/// the first call on. Its first run still pays for the pages of memory that it writes to, some microseconds for 4 KiB,
/// since those are shared with the template until then. A warm-up script, which runs in each worker that is forked
/// ahead, does this beforehand. Nothing runs in the template itself after its set-up. It lives until it is disposed,
/// its supervisor is shut down, or nothing refers to it; its contexts live on.
public final class Template: ContextSource, Identifiable {
    /// Names the template among all of its supervisor's, as `isolates rpc` does: `t1`, `t2`, …
    public let id: String
    /// Where the scripts have run.
    let context: Context
    let pool: WorkerPool
    /// Nil for the supervisor's own template, which must not keep it alive.
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

    /// Whether the template is gone. Making a context from it then throws `disposed`, with the reason.
    public var isDisposed: Bool { context.isDisposed }

    /// Why the template is gone, in a sentence; nil while it is alive.
    public var reasonOfDisposal: String? {
        isDisposed ? "template \(id) is gone: \(context.reasonOfDisposal ?? "")" : nil
    }

    /// Ends the template's process, and those that were forked ahead. Contexts made from it live on.
    public func dispose() {
        pool.close()
        context.processes.end(.disposed(reason: "the template was disposed"))
    }

    nonisolated(nonsending) public func createContext(
        properties: Value, options: ContextOptions
    ) async throws(VMError) -> Context {
        try await createContext(.value(properties), options)
    }

    /// - Parameter properties: the sandbox, an object.
    nonisolated(nonsending) package func createContext(
        _ properties: EncodableValue, _ options: ContextOptions
    ) async throws(VMError) -> Context {
        guard let supervisor else { throw VMError(disposed: "template \(id) is the supervisor's own") }
        return try await supervisor.createContext(properties, options, from: self, role: .program)
    }
}
