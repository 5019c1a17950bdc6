import DequeModule
import Isolates
import Synchronization

/// The requests that name one context, in the order in which they came.
///
/// While a script waits for the client in a call, what the client asks of the context then is done at once, in order
/// among itself: the client may need it for its answer. So there is a level for each call that is not answered, on top
/// of the one for everything else, and a request goes to the topmost. A call whose script only got a promise counts
/// where a run may be waiting for that promise; many such calls share a level. What came before the call stays below.
final class Lane: Sendable {
    /// Names the level of a call.
    typealias LevelNumber = Int

    /// What the context does, as `stats` tells it.
    enum Activity: String {
        case idle, running, waiting
    }

    private struct Level {
        enum Kind {
            case base, call, asyncCalls
        }

        let number: LevelNumber
        let kind: Kind
        /// Calls that are not answered.
        var calls = 1
        var current: Job?
        var queue: Deque<Job> = []

        var isAtWork: Bool { current?.isAnswered == false }
    }

    private struct State {
        var levels = [Level(number: 0, kind: .base)]
        /// The context, once it is there.
        var context: Context?
        var lastNumber = 0
        /// Jobs under way that may wait for promises.
        var awaiting = 0
        /// Reasons to keep the context: jobs, and those that hold it.
        var uses = 0

        /// Whether something is under way or waiting. A job that is being answered is over for the client, which may
        /// have read the answer before whoever asks this.
        var isUsed: Bool { uses > levels.count { $0.current?.isAnswered == true } }

        var top: Int {
            levels.lastIndex { level in
                level.kind != .asyncCalls || awaiting > 0
            }!
        }
    }

    private let state = Mutex(State())
    /// Is called when nothing is under way or waiting any more.
    private let whenUnused: @Sendable () -> Void

    init(whenUnused: @escaping @Sendable () -> Void = {}) {
        self.whenUnused = whenUnused
    }

    /// Says whose requests these are.
    func serve(_ context: Context) {
        state.withLock { $0.context = context }
    }

    /// Waits until the client was sent what the context has told so far.
    func drainEvents() async {
        await state.withLock { $0.context }?.drainEvents()
    }

    var activity: Activity {
        state.withLock { state in
            let top = state.levels.last { $0.kind != .asyncCalls }!
            if top.kind == .call, !top.isAtWork { return .waiting }
            return state.levels.contains(where: \.isAtWork) || state.isUsed ? .running : .idle
        }
    }

    /// Does a job when its turn has come.
    func enqueue(_ job: Job) {
        state.withLock { state in
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
        state.withLock { state in
            state.uses += 1
            if awaitsPromise { state.awaiting += 1 }
        }
    }

    func release(awaitsPromise: Bool) {
        let becameUnused = change { state in
            state.uses -= 1
            if awaitsPromise { state.awaiting -= 1 }
        }
        if becameUnused { whenUnused() }
    }

    /// A script called a function of the client's.
    func beginCall(isAsync: Bool) -> LevelNumber {
        state.withLock { state in
            let top = state.levels.count - 1
            if isAsync, state.levels[top].kind == .asyncCalls, state.levels[top].current == nil {
                state.levels[top].calls += 1
                return state.levels[top].number
            }
            state.lastNumber += 1
            state.levels.append(Level(number: state.lastNumber, kind: isAsync ? .asyncCalls : .call))
            return state.lastNumber
        }
    }

    /// The call was answered, or nobody waits for its answer any more. What was left for it to be done goes on below.
    func endCall(_ number: LevelNumber) {
        let becameUnused = change { state in
            guard let index = state.levels.firstIndex(where: { $0.number == number }) else { return }
            state.levels[index].calls -= 1
            guard state.levels[index].calls == 0 else { return }
            let level = state.levels.remove(at: index)
            state.levels[index - 1].queue.prepend(contentsOf: level.queue)
            startNext(&state, index - 1)
        }
        // A worker that ends cancels its calls under its lock, where nothing may be asked of it.
        if becameUnused { Task { whenUnused() } }
    }

    /// Whether nothing is under way or waiting.
    var isUnused: Bool { state.withLock { !$0.isUsed } }

    private func startNext(_ state: inout State, _ index: Int) {
        while state.levels[index].current == nil, let job = state.levels[index].queue.popFirst() {
            let number = state.levels[index].number
            let context = index > 0 ? state.context : nil
            guard job.start(nestedIn: context, whenDone: { [self] in ended(job, on: number) }) else {
                state.uses -= 1
                continue
            }
            state.levels[index].current = job
            if job.awaitsPromise { state.awaiting += 1 }
        }
    }

    private func ended(_ job: Job, on number: LevelNumber) {
        let becameUnused = change { state in
            state.uses -= 1
            if job.awaitsPromise { state.awaiting -= 1 }
            guard let index = state.levels.firstIndex(where: { $0.number == number }) else { return }
            state.levels[index].current = nil
            startNext(&state, index)
        }
        if becameUnused { whenUnused() }
    }

    /// - Returns: whether the last use of the context ended.
    private func change(_ body: (inout State) -> Void) -> Bool {
        state.withLock { state in
            let wasUsed = state.uses > 0
            body(&state)
            return wasUsed && state.uses == 0
        }
    }
}
