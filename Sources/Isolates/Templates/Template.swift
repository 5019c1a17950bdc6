import Wire

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
/// since those are shared with the template until then. A warm-up script, run in each worker that is forked ahead, has
/// that done before. Nothing runs in the template itself after its set-up. It lives until it is disposed, its
/// supervisor is shut down, or nothing refers to it; its contexts live on.
public final class Template: Sendable, Identifiable {
    /// Names the template among all of its supervisor's, as `isolates rpc` does: `t1`, `t2`, …
    public let id: String
    /// Where the scripts have run.
    let context: Context
    let pool: WorkerPool
    /// Nil for the supervisor's own template, which must not keep it alive.
    private let supervisor: Supervisor?

    init(
        id: String, context: Context, warmUp: [Script], supervisor: Supervisor?,
        _ configuration: Supervisor.Configuration, _ places: WorkerPlaces
    ) {
        self.id = id
        self.context = context
        self.supervisor = supervisor
        let source = TemplateWorker(context.processes.worker, warmUp: warmUp.map(\.source.number))
        pool = WorkerPool(source, size: configuration.warmWorkers, places)
        pool.fill()
    }

    deinit {
        dispose()
    }

    /// Whether the template is gone. To make a context of it then throws `disposed`, with the reason.
    public var isDisposed: Bool { context.isDisposed }

    /// Why it is gone; nil while it is alive.
    package var reasonOfDisposal: String? {
        isDisposed ? "template \(id) is gone: \(context.reasonOfDisposal ?? "")" : nil
    }

    /// Ends the template's process, and those that were forked ahead. Contexts made from it live on.
    public func dispose() {
        pool.close()
        context.processes.end(.disposed(reason: "the template was disposed"))
    }

    /// Makes a context that begins where the template's set-up ended.
    ///
    /// - Parameters: as of `Supervisor.createContext`. The sandbox comes on top of what the template has. A memory
    ///   limit counts what the context makes resident beyond what it shares with the template.
    /// - Throws: `VMError`: as `Supervisor.createContext`, and `disposed` where the template is gone.
    public func createContext(
        _ sandbox: Value.Object = [:], contextName: String? = nil, contextOrigin: String? = nil,
        contextCodeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
        memoryLimit: ByteCount? = nil, recovery: Recovery = .rollback
    ) async throws(VMError) -> Context {
        let settings = ContextSettings(
            name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode,
            memoryLimit: memoryLimit, recovery: recovery)
        return try await createContext(.object(sandbox), settings)
    }

    /// - Parameter sandbox: an object. Where it reaches itself, it means the global object.
    package func createContext(_ sandbox: Value, _ settings: ContextSettings) async throws(VMError) -> Context {
        guard let supervisor else { throw VMError(disposed: "template \(id) is the supervisor's own") }
        return try await supervisor.createContext(sandbox, settings, from: self, owner: supervisor)
    }
}
