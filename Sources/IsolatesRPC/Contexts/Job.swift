import Isolates
import Synchronization

/// The work of one request, from its arrival to its answer.
final class Job: LaneJob {
    private enum Stage {
        case waiting
        case running(Task<Void, Never>)
        case over
    }

    /// Whether the work may wait for promises. While it does, requests join the level of asynchronous calls.
    let awaitsPromise: Bool
    private let body: @Sendable (_ willAnswer: () -> Void) async -> Void
    private let answers = Atomic<Bool>(false)
    private let refuse: @Sendable () -> Void
    private let stage = Mutex(Stage.waiting)

    /// - Parameters:
    ///   - body: does the work, calls `willAnswer`, and answers.
    ///   - refuse: answers that the request was cancelled before it began.
    init(
        awaitsPromise: Bool, body: @escaping @Sendable (_ willAnswer: () -> Void) async -> Void,
        refuse: @escaping @Sendable () -> Void
    ) {
        self.awaitsPromise = awaitsPromise
        self.body = body
        self.refuse = refuse
    }

    /// Whether the work is done and the answer has been sent or is about to be.
    var isAnswered: Bool { answers.load(ordering: .acquiring) }

    private func work() async {
        await body { answers.store(true, ordering: .releasing) }
    }

    /// Begins the work in a new task.
    ///
    /// - Parameters:
    ///   - call: the host call that the client serves by this work; nil if there is none.
    ///   - whenDone: called at the end.
    /// - Returns: whether the work began; false if it was cancelled before.
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

    /// Interrupts the work, or prevents it from beginning.
    ///
    /// - Returns: false if the job was already over.
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
