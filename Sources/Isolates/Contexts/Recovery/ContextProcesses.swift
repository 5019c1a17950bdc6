import Wire
import Workers

/// The processes of one context: the worker that serves it, and the copy with which it goes on should that be killed.
///
/// Where the worker commits what it does, the copy is a base: made when the first run is over, and again when a commit
/// can't go to its log. Otherwise it is made anew of a context that idles: some time after a run, or at the start of
/// the next one where that comes sooner. A context that has been idle for long has none: its worker stands as the next
/// run will find it, and is copied then.
final class ContextProcesses: Sendable {
    let recovery: Recovery
    /// Whether the worker commits before it answers.
    let commits: Bool
    /// Whether there is room for a checkpoint.
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

    /// The same in a sentence, for later requests.
    var reasonOfDisposal: String? { state.withLock { $0.reasonOfDisposal } }

    var checkpointState: CheckpointState { state.withLock { $0.checkpointState } }

    /// Whether a process is its checkpoint.
    var hasCopy: Bool { state.withLock { $0.checkpoint.copy != nil } }

    /// Ends the context.
    func end(_ end: WorkerEnd) {
        let worker = state.withLock { state in
            state.close(end)
            return state.worker
        }
        worker.end(end)
    }

    /// The worker had ended before it served the context, which everybody else was told.
    func neverBegan(_ end: WorkerEnd) {
        state.withLock { $0.close(end) }
    }

    /// Has the worker forget a handle.
    func release(_ handle: String) {
        let worker = state.withLock { $0.release(handle) }
        worker.send(Request.release(handles: [handle]).frame())
    }

    /// Whether the worker is told of the script for the first time.
    func define(_ script: Int) -> Bool {
        state.withLock { $0.define(script) }
    }
}
