import DequeModule

/// What stands in a lane, as its state knows it.
protocol LaneJob: AnyObject, Sendable {
    /// Whether it may wait for promises, so that others go on meanwhile.
    var awaitsPromise: Bool { get }
    /// Whether its work is done, and the client knows it or learns it at this moment.
    var isAnswered: Bool { get }
}

/// What a context does, as `stats` tells it.
enum Activity: String {
    case idle, running, waiting
}

/// The jobs of one context and their levels, as `Lane` explains them. It does nothing by itself: each change returns
/// the job that begins with it.
struct LaneState<Job: LaneJob>: Sendable {
    /// Names the level of a call. The one for everything else is 0.
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
        /// Calls that are not answered.
        var calls = 1
        var current: Job?
        var queue: Deque<Job> = []

        var isAtWork: Bool { current?.isAnswered == false }
    }

    private var levels = [Level(number: 0, kind: .base)]
    private var lastNumber = 0
    /// Jobs under way that may wait for promises.
    private var awaiting = 0
    /// Reasons to keep the context: jobs, and those that hold it.
    private(set) var uses = 0

    /// Whether something is under way or waiting. A job that is being answered is over for the client, which may have
    /// read the answer before whoever asks this.
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

    /// A job that was to begin has ended, or did not begin because it had been cancelled.
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
