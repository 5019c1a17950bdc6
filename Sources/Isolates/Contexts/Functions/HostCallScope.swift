import Synchronization
import Workers

/// The host calls that the current task serves. A request of this task to a context that waits for the task is served
/// at once, not after the waiting run.
package final class HostCallScope: Sendable {
    @TaskLocal package static var current: HostCallScope?

    private let context: WeakReference<Context>
    /// The process whose script made the call.
    private let worker: WeakReference<WorkerProcess>
    private let outer: HostCallScope?
    private let isPromised = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)

    /// Whether the script got a promise and goes on meanwhile.
    var isAsync: Bool { isPromised.load(ordering: .relaxed) }

    /// - Parameters:
    ///   - context: the context that made the call.
    ///   - worker: the process of that context.
    ///   - outer: the host call in which the run that made this call was started.
    init(_ context: Context, _ worker: WorkerProcess, outer: HostCallScope?) {
        self.context = WeakReference(context)
        self.worker = WeakReference(worker)
        self.outer = outer
    }

    /// The call was decoded, so it is known whether the script waits for the answer.
    func begin(isAsync: Bool) {
        isPromised.store(isAsync, ordering: .relaxed)
    }

    /// The innermost call by the context that this task serves and that was neither answered nor undone, and the
    /// process that made it; nil if there is none.
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

    /// Another process has taken over from the one that made the call.
    func move(to worker: WorkerProcess) {
        self.worker.store(worker)
    }

    /// The call was answered, or undone with the run that made it: nothing waits for the task any more.
    func end() {
        isOver.store(true, ordering: .releasing)
    }
}
