import DequeModule

/// A job as the state of its lane sees it.
protocol LaneJob: AnyObject, Sendable {
    /// Whether the work may wait for promises. While it does, requests join the level of asynchronous calls.
    var awaitsPromise: Bool { get }
    /// Whether the work is done and the answer has been sent or is about to be.
    var isAnswered: Bool { get }
}

/// What a context is doing, as `stats` reports it.
enum Activity: String {
    case idle, running, waiting
}

/// The jobs of one context and their levels; see `Lane`. A pure state machine: each change returns the job that is to
/// begin because of it, if any.
struct LaneState<Job: LaneJob>: Sendable {
    /// The number of a call's level. The base level, for everything else, is 0.
    typealias LevelNumber = Int

    /// A job whose turn has come.
    struct Start: Sendable {
        let job: Job
        let level: LevelNumber
    }

    private struct Level: Sendable {
        enum Kind {
            case base, call, asyncCalls
        }

        let number: LevelNumber
        let kind: Kind
        /// The number of unanswered calls.
        var calls = 1
        var current: Job?
        var queue: Deque<Job> = []

        var isAtWork: Bool { current?.isAnswered == false }
    }

    private var levels = [Level(number: 0, kind: .base)]
    private var lastNumber = 0
    /// The number of jobs and holds under way that may wait for promises.
    private var awaiting = 0
    /// The number of reasons to keep the context: jobs and holds.
    private(set) var uses = 0

    /// Whether a job is under way or waiting. A job that is being answered no longer counts: the client may already
    /// have read the answer.
    var isUsed: Bool { uses > levels.count { $0.current?.isAnswered == true } }

    var activity: Activity {
        let top = levels.last { $0.kind != .asyncCalls }!
        if top.kind == .call, !top.isAtWork { return .waiting }
        return levels.contains(where: \.isAtWork) || isUsed ? .running : .idle
    }

    mutating func enqueue(_ job: Job) -> Start? {
        uses += 1
        let top = levels.lastIndex { $0.kind != .asyncCalls || awaiting > 0 }!
        levels[top].queue.append(job)
        return next(top)
    }

    mutating func hold(awaitsPromise: Bool) {
        uses += 1
        if awaitsPromise { awaiting += 1 }
    }

    mutating func release(awaitsPromise: Bool) -> Start? {
        uses -= 1
        if awaitsPromise { awaiting -= 1 }
        return nil
    }

    mutating func beginCall(isAsync: Bool) -> LevelNumber {
        let top = levels.count - 1
        if isAsync, levels[top].kind == .asyncCalls, levels[top].current == nil {
            levels[top].calls += 1
            return levels[top].number
        }
        lastNumber += 1
        levels.append(Level(number: lastNumber, kind: isAsync ? .asyncCalls : .call))
        return lastNumber
    }

    mutating func endCall(_ number: LevelNumber) -> Start? {
        guard number > 0, let index = index(of: number) else { return nil }
        levels[index].calls -= 1
        guard levels[index].calls == 0 else { return nil }
        let level = levels.remove(at: index)
        levels[index - 1].queue.prepend(contentsOf: level.queue)
        return next(index - 1)
    }

    /// Removes a job that has ended, or that did not begin because it had been cancelled.
    mutating func ended(_ job: Job, on number: LevelNumber) -> Start? {
        uses -= 1
        if job.awaitsPromise { awaiting -= 1 }
        guard let index = index(of: number), levels[index].current === job else { return nil }
        levels[index].current = nil
        return next(index)
    }

    private func index(of number: LevelNumber) -> Int? {
        levels.firstIndex { $0.number == number }
    }

    private mutating func next(_ index: Int) -> Start? {
        guard levels[index].current == nil, let job = levels[index].queue.popFirst() else { return nil }
        levels[index].current = job
        if job.awaitsPromise { awaiting += 1 }
        return Start(job: job, level: levels[index].number)
    }
}
