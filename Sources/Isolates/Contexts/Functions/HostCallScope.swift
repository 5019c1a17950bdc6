import Synchronization
import Workers

/// The host calls that the current task serves, so that what it asks of a context that waits for it is served at once,
/// and not after the run that waits.
package final class HostCallScope: Sendable {
    @TaskLocal package static var current: HostCallScope?

    private let context: WeakReference<Context>
    /// The process whose script made the call.
    private let worker: WeakReference<WorkerProcess>
    private let outer: HostCallScope?
    private let isPromised = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)

    /// Whether the script goes on meanwhile, with a promise.
    var isAsync: Bool { isPromised.load(ordering: .relaxed) }

    /// - Parameters:
    ///   - context: where the call came from.
    ///   - worker: the process of the context that made it.
    ///   - outer: the host call in which the run that made this one was asked for.
    init(_ context: Context, _ worker: WorkerProcess, outer: HostCallScope?) {
        self.context = WeakReference(context)
        self.worker = WeakReference(worker)
        self.outer = outer
    }

    /// The call was read: it is known whether the script waits for the answer.
    func begin(isAsync: Bool) {
        isPromised.store(isAsync, ordering: .relaxed)
    }

    /// The innermost call of the context's that this task serves and that was neither answered nor undone, and the
    /// process that made it; nil where there is none.
    static func served(of context: Context) -> (call: HostCallScope, worker: WorkerProcess)? {
        var scope = current
        while let inner = scope {
            if inner.context.load() === context, !inner.isOver.load(ordering: .acquiring),
                let worker = inner.worker.load()
            {
                return (inner, worker)
            }
            scope = inner.outer
        }
        return nil
    }

    /// Another process goes on from where the script made the call.
    func move(to worker: WorkerProcess) {
        self.worker.store(worker)
    }

    /// The call was answered, or undone with the run that made it: nobody waits any more for what the task still does.
    func end() {
        isOver.store(true, ordering: .releasing)
    }
}
