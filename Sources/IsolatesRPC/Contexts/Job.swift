import Isolates
import Synchronization

/// What one request asks for, from its arrival to its answer.
final class Job: LaneJob {
    private enum Stage {
        case waiting
        case running(Task<Void, Never>)
        case over
    }

    /// Whether it may wait for promises, so that others go on meanwhile.
    let awaitsPromise: Bool
    private let body: @Sendable (_ willAnswer: () -> Void) async -> Void
    private let answers = Atomic<Bool>(false)
    private let refuse: @Sendable () -> Void
    private let stage = Mutex(Stage.waiting)

    /// - Parameters:
    ///   - body: does it, says that it will answer now, and answers.
    ///   - refuse: answers that it was cancelled before it began.
    init(
        awaitsPromise: Bool, body: @escaping @Sendable (_ willAnswer: () -> Void) async -> Void,
        refuse: @escaping @Sendable () -> Void
    ) {
        self.awaitsPromise = awaitsPromise
        self.body = body
        self.refuse = refuse
    }

    /// Whether its work is done, and the client knows it or learns it at this moment.
    var isAnswered: Bool { answers.load(ordering: .acquiring) }

    private func work() async {
        await body { answers.store(true, ordering: .releasing) }
    }

    /// Begins, in a task of its own.
    ///
    /// - Parameters:
    ///   - call: the call that what is done here is for; nil where there is none.
    ///   - whenDone: is called at its end.
    /// - Returns: whether it began: it does not where it was cancelled.
    @discardableResult
    func start(in call: HostCallScope? = nil, whenDone: @escaping @Sendable () -> Void = {}) -> Bool {
        stage.withLock { stage in
            guard case .waiting = stage else { return false }
            stage = .running(
                Task {
                    await HostCallScope.$current.withValue(call) { await self.work() }
                    self.stage.withLock { $0 = .over }
                    whenDone()
                })
            return true
        }
    }

    /// Ends it: it is interrupted, or never begins.
    ///
    /// - Returns: whether it was not over.
    func cancel() -> Bool {
        let (isLive, task) = stage.withLock { stage -> (Bool, Task<Void, Never>?) in
            switch stage {
            case .waiting:
                stage = .over
                return (true, nil)
            case .running(let task): return (true, task)
            case .over: return (false, nil)
            }
        }
        if let task { task.cancel() } else if isLive { refuse() }
        return isLive
    }
}
