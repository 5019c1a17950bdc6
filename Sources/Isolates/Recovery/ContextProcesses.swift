import Synchronization
import Wire

/// The processes of one context: the worker that serves it, and the copy with which it goes on should that be killed.
///
/// The copy is made of a context that idles: after a run, off its way, or at the start of the next one where that comes
/// sooner. A context that has been idle for long has none: its worker stands as the next run will find it, and is
/// copied then.
final class ContextProcesses: Sendable {
    struct State {
        var worker: WorkerProcess
        var checkpoint = Checkpoint.none
        /// Why the context is gone; nil while it is alive.
        var end: WorkerEnd?
        /// How often the context was rolled back.
        var rollbacks = 0
        /// Why the last attempt at a checkpoint failed; nil where it did not.
        var obstacle: String?
        /// What the workers used that were rolled back.
        var past = PastUsage()
        /// Counts what changes the context.
        var changes = 0
        var isTimerSet = false
        /// Scripts that the worker knows.
        var scripts: Set<Int> = []
        var sinceCheckpoint = SinceCheckpoint()
    }

    enum Checkpoint {
        case none
        /// Nothing has changed the context since it was made: it can be made again, and needs no copy.
        case recipe(Recipe)
        case ready(Copy)
        case unavailable(reason: String)
    }

    /// What a context was made with.
    struct Recipe {
        /// Longest sandbox that is kept for it, in bytes of JSON.
        static let longest = 1 << 16

        let source: any WorkerSource
        let owner: WorkerOwner
        /// Scripts that every worker of the source knows.
        let scripts: Set<Int>
        let configure: @Sendable (_ id: Int) -> [UInt8]
    }

    struct Copy {
        let worker: WorkerProcess
        /// The last host call that it knows of.
        let lastCall: Int
        /// The worker's `changes` when it was made. Past those it is out of date, though nobody may have said so yet.
        let changes: Int
    }

    /// What the worker was told since its checkpoint was made, which the checkpoint does not know.
    struct SinceCheckpoint {
        var scripts: [Int] = []
        var released: [String] = []
        var answers: [LateAnswer] = []
    }

    let recovery: Recovery
    let state: Mutex<State>

    init(_ worker: WorkerProcess, recovery: Recovery) {
        self.recovery = recovery
        state = Mutex(State(worker: worker))
    }

    /// The worker that serves the context now.
    var worker: WorkerProcess { state.withLock { $0.worker } }

    /// Why the context is gone; nil while it is alive.
    var end: WorkerEnd? { state.withLock { $0.end } }

    /// Ends the context.
    func end(_ end: WorkerEnd) {
        var ended: WorkerProcess?
        // The worker at hand may be gone, and another have taken its place.
        while self.end == nil, ended !== worker {
            ended = worker
            ended?.end(end)
        }
    }

    /// Has the worker forget a handle.
    func release(_ handle: String) {
        let worker = state.withLock { state in
            if case .ready = state.checkpoint { state.sinceCheckpoint.released.append(handle) }
            return state.worker
        }
        worker.send(Request.release(handles: [handle]).frame())
    }

    /// Whether the worker is told of the script for the first time.
    func define(_ script: Int) -> Bool {
        state.withLock { state in
            guard state.scripts.insert(script).inserted else { return false }
            state.sinceCheckpoint.scripts.append(script)
            return true
        }
    }
}
