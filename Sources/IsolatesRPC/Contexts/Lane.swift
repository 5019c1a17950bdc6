import Isolates
import Synchronization

/// The requests that name one context, in the order in which they came.
///
/// While a script waits for the client in a call, the client's requests for the context don't wait for the script's
/// run: the client may need their results for its answer. So each unanswered call has a level, on top of the base
/// level, and a request joins the topmost level. Within a level requests are done in order. The level of calls whose
/// scripts only got promises counts only while a run may be waiting for promises; many such calls share a level.
/// Requests that came before the call stay on their level.
final class Lane: Sendable {
    /// The number of a call's level.
    typealias LevelNumber = LaneState<Job>.LevelNumber

    private struct State {
        var lane = LaneState<Job>()
        /// The context, once it is there.
        var context: Context?
        /// The unanswered calls of each level.
        var calls: [LevelNumber: [ObjectIdentifier: HostCallScope]] = [:]

        /// - Returns: the job that begins now, and whether the last use of the context ended.
        mutating func change(
            _ body: (inout LaneState<Job>) -> LaneState<Job>.Start?
        ) -> (LaneState<Job>.Start?, Bool) {
            let wasUsed = lane.uses > 0
            let start = body(&lane)
            return (start, wasUsed && lane.uses == 0)
        }
    }

    private let state = Mutex(State())
    /// Called when no job is under way or waiting any more.
    private let whenUnused: @Sendable () -> Void

    init(whenUnused: @escaping @Sendable () -> Void = {}) {
        self.whenUnused = whenUnused
    }

    /// Sets the context that the requests are for.
    func serve(_ context: Context) {
        state.withLock { $0.context = context }
    }

    /// Waits until all notifications of the context so far have been sent to the client.
    func drainEvents() async {
        await state.withLock { $0.context }?.drainEvents()
    }

    var activity: Activity { state.withLock { $0.lane.activity } }

    /// Whether no job is under way or waiting.
    var isUnused: Bool { state.withLock { !$0.lane.isUsed } }

    /// Does a job when its turn has come.
    ///
    /// - Parameter onCaller: whether the caller's thread begins it, if its turn is now.
    func enqueue(_ job: Job, onCaller: Bool = false) {
        if perform(onCaller: onCaller, { $0.enqueue(job) }) { whenUnused() }
    }

    /// Keeps the context from counting as unused until `release`.
    ///
    /// - Parameter awaitsPromise: whether the work that is done meanwhile may wait for promises.
    func hold(awaitsPromise: Bool) {
        state.withLock { $0.lane.hold(awaitsPromise: awaitsPromise) }
    }

    func release(awaitsPromise: Bool) {
        if perform({ $0.release(awaitsPromise: awaitsPromise) }) { whenUnused() }
    }

    /// Begins the level of a script's call of a client function.
    func begin(_ call: HostCallScope, isAsync: Bool) -> LevelNumber {
        state.withLock { state in
            let level = state.lane.beginCall(isAsync: isAsync)
            state.calls[level, default: [:]][ObjectIdentifier(call)] = call
            return level
        }
    }

    /// Ends a call, which was answered or which nobody waits for any more. Once the last call of a level has ended, the
    /// jobs left on it move to the level below.
    func end(_ call: HostCallScope, on number: LevelNumber) {
        state.withLock { state in
            state.calls[number]?[ObjectIdentifier(call)] = nil
            if state.calls[number]?.isEmpty == true { state.calls[number] = nil }
        }
        // Cancelling the task that waits for a call leads here while Swift's runtime holds a lock, so call out later.
        if perform({ $0.endCall(number) }) { Task { whenUnused() } }
    }

    private func ended(_ job: Job, on number: LevelNumber) {
        if perform(onCaller: true, { $0.ended(job, on: number) }) { whenUnused() }
    }

    /// How many jobs one thread does one after the other, before those of other contexts have their turn.
    private static let mostInARow = 16

    /// Makes a change, and begins the job that follows from it, and those that follow from that one's end.
    ///
    /// - Parameter onCaller: whether the caller's thread does them as far as it needs to wait for nothing.
    /// - Returns: whether the last use of the context ended.
    private func perform(
        onCaller: Bool = false, _ change: (inout LaneState<Job>) -> LaneState<Job>.Start?
    ) -> Bool {
        var (start, becameUnused) = state.withLock { $0.change(change) }
        var count = 0
        while let next = start {
            let call = state.withLock { $0.calls[next.level]?.values.first }
            count += 1
            let outcome = next.job.start(
                onCaller: onCaller && count <= Self.mostInARow, in: call,
                whenDone: { [self] in ended(next.job, on: next.level) })
            if outcome == .goesOn { break }
            let (following, isUnused) = state.withLock { state in state.change { $0.ended(next.job, on: next.level) } }
            start = following
            becameUnused = becameUnused || isUnused
        }
        return becameUnused
    }
}
