import DequeModule
import Isolates
import Synchronization

/// The requests that name one context, in the order in which they came.
///
/// While a script waits for the client in a call, what the client asks of the context then is done at once, in order among itself:
/// the client may need it for its answer. So there is a level for each call that is not answered, on top of the one for everything
/// else, and a request goes to the topmost. A call whose script only got a promise counts where a run may be waiting for that
/// promise. What came before the call stays below.
final class Lane: Sendable {
    /// Names the level of one call.
    typealias LevelNumber = Int

    /// What the context does, as `stats` tells it.
    enum Activity: String {
        case idle, running, waiting
    }

    private struct Level {
        let number: LevelNumber
        var call: Call?
        var current: Job?
        var queue: Deque<Job> = []
    }

    private struct Call {
        let isAsync: Bool
        let scope: HostCallScope?
    }

    private struct State {
        var levels = [Level(number: 0)]
        var lastNumber = 0
        /// Jobs under way that may wait for promises.
        var awaiting = 0
        /// Reasons to keep the context: jobs, and those that hold it.
        var uses = 0

        var top: Int {
            levels.lastIndex { level in
                guard let call = level.call else { return true }
                return !call.isAsync || awaiting > 0
            }!
        }
    }

    private let state = Mutex(State())
    /// Is called when nothing is under way or waiting any more.
    private let whenUnused: @Sendable () -> Void

    init(whenUnused: @escaping @Sendable () -> Void = {}) {
        self.whenUnused = whenUnused
    }

    var activity: Activity {
        state.withLock { state in
            if let top = state.levels.last(where: { $0.call?.isAsync != true }), top.call != nil, top.current == nil {
                return .waiting
            }
            return state.levels.contains { $0.current != nil } || state.uses > 0 ? .running : .idle
        }
    }

    /// Does a job when its turn has come.
    func enqueue(_ job: Job) {
        change { state in
            state.uses += 1
            let top = state.top
            state.levels[top].queue.append(job)
            startNext(&state, top)
        }
    }

    /// Keeps the context from counting as unused until `release`.
    ///
    /// - Parameter awaitsPromise: whether what is done meanwhile may wait for promises.
    func hold(awaitsPromise: Bool) {
        change { state in
            state.uses += 1
            if awaitsPromise { state.awaiting += 1 }
        }
    }

    func release(awaitsPromise: Bool) {
        change { state in
            state.uses -= 1
            if awaitsPromise { state.awaiting -= 1 }
        }
    }

    /// A script called a function of the client's.
    func begin(callFrom scope: HostCallScope?, isAsync: Bool) -> LevelNumber {
        state.withLock { state in
            state.lastNumber += 1
            state.levels.append(Level(number: state.lastNumber, call: Call(isAsync: isAsync, scope: scope)))
            return state.lastNumber
        }
    }

    /// The call was answered, or nobody waits for its answer any more. What was left for it to be done goes on below.
    func end(_ number: LevelNumber) {
        change { state in
            guard let index = state.levels.firstIndex(where: { $0.number == number }) else { return }
            let level = state.levels.remove(at: index)
            state.levels[index - 1].queue.prepend(contentsOf: level.queue)
            startNext(&state, index - 1)
        }
    }

    /// Whether nothing is under way or waiting.
    var isUnused: Bool { state.withLock { $0.uses == 0 } }

    private func startNext(_ state: inout State, _ index: Int) {
        while state.levels[index].current == nil, let job = state.levels[index].queue.popFirst() {
            let number = state.levels[index].number
            guard job.start(in: state.levels[index].call?.scope, whenDone: { [self] in ended(job, on: number) }) else {
                state.uses -= 1
                continue
            }
            state.levels[index].current = job
            if job.awaitsPromise { state.awaiting += 1 }
        }
    }

    private func ended(_ job: Job, on number: LevelNumber) {
        change { state in
            state.uses -= 1
            if job.awaitsPromise { state.awaiting -= 1 }
            guard let index = state.levels.firstIndex(where: { $0.number == number }) else { return }
            state.levels[index].current = nil
            startNext(&state, index)
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let becameUnused = state.withLock { state in
            let wasUsed = state.uses > 0
            body(&state)
            return wasUsed && state.uses == 0
        }
        if becameUnused { whenUnused() }
    }
}
