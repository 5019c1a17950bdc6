import Isolates
import Synchronization

/// The work of one request, from its arrival to its answer.
final class Job: LaneJob {
    private enum Stage {
        case waiting
        /// Its task is being made.
        case beginning(isCancelled: Bool)
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

    /// What came of `start`.
    enum Start {
        /// It goes on, and calls `whenDone` at its end.
        case goesOn
        /// It is over already, and does not call `whenDone`.
        case isOver
        /// It was cancelled before.
        case wasCancelled
    }

    /// Begins, in a task of its own.
    ///
    /// - Parameters:
    ///   - onCaller: whether the caller's thread does it as far as it needs to wait for nothing.
    ///   - call: the call that what is done here is for; nil where there is none.
    ///   - whenDone: is called at its end, if that comes after `start` has returned.
    @discardableResult
    func start(
        onCaller: Bool, in call: HostCallScope? = nil, whenDone: @escaping @Sendable () -> Void = {}
    ) -> Start {
        let begins = stage.withLock { stage in
            guard case .waiting = stage else { return false }
            stage = .beginning(isCancelled: false)
            return true
        }
        guard begins else { return .wasCancelled }
        let body: @Sendable () async -> Void = {
            await HostCallScope.$current.withValue(call) { await self.work() }
            if self.hasEnded() { whenDone() }
        }
        let task = onCaller ? Task.immediate(operation: body) : Task(operation: body)
        let (start, isCancelled) = stage.withLock { stage -> (Start, Bool) in
            guard case .beginning(let isCancelled) = stage else { return (.isOver, false) }
            stage = .running(task)
            return (.goesOn, isCancelled)
        }
        if isCancelled { task.cancel() }
        return start
    }

    /// - Returns: whether `start` has returned, or is about to, so that it can't tell of the end.
    private func hasEnded() -> Bool {
        stage.withLock { stage in
            defer { stage = .over }
            if case .running = stage { return true }
            return false
        }
    }

    private enum Cancelling {
        case refuse
        case cancel(Task<Void, Never>)
        /// Whoever makes its task cancels that.
        case leave
        case nothing
    }

    /// Interrupts the work, or prevents it from beginning.
    ///
    /// - Returns: false if the job was already over.
    func cancel() -> Bool {
        let cancelling = stage.withLock { stage -> Cancelling in
            switch stage {
            case .waiting:
                stage = .over
                return .refuse
            case .beginning:
                stage = .beginning(isCancelled: true)
                return .leave
            case .running(let task): return .cancel(task)
            case .over: return .nothing
            }
        }
        switch cancelling {
        case .refuse: refuse()
        case .cancel(let task): task.cancel()
        case .leave: break
        case .nothing: return false
        }
        return true
    }
}
