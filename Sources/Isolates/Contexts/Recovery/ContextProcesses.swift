import Wire
import Workers

/// The processes of one context: the worker that serves it, and the copy that takes over if that worker is killed.
///
/// If the worker commits its changes, the copy is a base. It is made after the first run, and again whenever a commit
/// does not fit in its log. Otherwise the copy is made anew while the context idles: some time after a run, or at the
/// start of the next run if that comes sooner. A context that has been idle for long has no copy: its worker does not
/// change until the next run, and is copied then.
final class ContextProcesses: Sendable {
    let recovery: Recovery
    /// Whether the worker commits before it answers.
    let commits: Bool
    /// Decides whether there is a place for a checkpoint.
    let admission: any CopyAdmission
    let state: Lock<RecoveryState>

    init(_ worker: WorkerProcess, recovery: Recovery, _ admission: any CopyAdmission) {
        self.recovery = recovery
        commits = recovery == .rollback && worker.zygote.undoLog == .on
        self.admission = admission
        state = Lock("processes of a context", RecoveryState(worker, recovery, commits: commits))
    }

    /// The worker that serves the context now.
    var worker: WorkerProcess { state.withLock { $0.worker } }

    /// Why the context is gone; nil while it is alive.
    var end: WorkerEnd? { state.withLock { $0.end } }

    /// The same as a sentence, for the errors of later requests.
    var reasonOfDisposal: String? { state.withLock { $0.reasonOfDisposal } }

    var checkpointState: CheckpointState { state.withLock { $0.checkpointState } }

    /// Whether the checkpoint is a process.
    var hasCopy: Bool { state.withLock { $0.checkpoint.copy != nil } }

    /// Ends the context.
    func end(_ end: WorkerEnd) {
        let worker = state.withLock { state in
            state.close(end)
            return state.worker
        }
        worker.end(end)
    }

    /// The worker ended before it served the context. Everybody else has been told of that end already.
    func neverBegan(_ end: WorkerEnd) {
        state.withLock { $0.close(end) }
    }

    /// Makes the worker forget a handle.
    func release(_ handle: String) {
        let worker = state.withLock { $0.release(handle) }
        worker.send(Request.release(handles: [handle]).frame())
    }

    /// Notes that the worker knows the script. Returns whether it did not know it before.
    func define(_ script: Int) -> Bool {
        state.withLock { $0.define(script) }
    }
}
