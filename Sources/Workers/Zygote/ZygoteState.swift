import Wire

/// Where a zygote stands, and the workers that it is to tell of. It does nothing by itself: each change returns what is
/// to be done. To it a worker is a number and whatever stands behind that.
struct ZygoteState<Worker: Sendable>: Sendable {
    enum Phase: Sendable {
        case starting([UnsafeContinuation<String?, Never>])
        case ready
        case ended(reason: String)
    }

    private(set) var phase = Phase.starting([])
    private(set) var engineVersion = ""
    /// The layers that it put up, or could not.
    private(set) var layers: [LayerReport] = []
    private(set) var undoLog = UndoLogReport.off
    /// Those that were asked for and of whose end it has not told.
    private var workers: [Int: Worker] = [:]
    /// Nil once it was reaped.
    private(set) var pidfd: Descriptor?
    /// Its standard error, which says why it could not start.
    private(set) var errors: Descriptor?
    private var reapWaiters: [UnsafeContinuation<Void, Never>] = []
    /// Whether this side has ended it.
    private var wasKilled = false
    private var didEnd: (@Sendable (_ reason: String, _ isExpected: Bool) -> Void)?

    init(pidfd: Descriptor, errors: Descriptor) {
        self.pidfd = pidfd
        self.errors = errors
    }

    var isReady: Bool {
        if case .ready = phase { true } else { false }
    }
}

/// What is to be done after a change of a zygote's state, by whoever made the change and holds no lock.
enum ZygoteAction<Worker: Sendable>: Sendable {
    case resume(UnsafeContinuation<String?, Never>, reason: String?)
    case resumeReaped(UnsafeContinuation<Void, Never>)
    case forked(Worker, Descriptor)
    case failed(Worker, reason: String)
    case reaped(Worker, signal: Int?, exitStatus: Int?, cpuTime: Duration)
    /// Nobody wants the process any more.
    case kill(Descriptor)
    case tellEnd(@Sendable (_ reason: String, _ isExpected: Bool) -> Void, reason: String, isExpected: Bool)
}

extension ZygoteState {
    /// - Returns: why it can't be had; nil where the caller waits.
    mutating func awaitReady(_ continuation: UnsafeContinuation<String?, Never>) -> [ZygoteAction<Worker>] {
        switch phase {
        case .starting(let waiters):
            phase = .starting(waiters + [continuation])
            return []
        case .ready: return [.resume(continuation, reason: nil)]
        case .ended(let reason): return [.resume(continuation, reason: reason)]
        }
    }

    /// Tells `handler` of its end, once; at once where that has come.
    mutating func tellEnd(
        to handler: @escaping @Sendable (_ reason: String, _ isExpected: Bool) -> Void
    ) -> [ZygoteAction<Worker>] {
        didEnd = handler
        guard case .ended(let reason) = phase, pidfd == nil else { return [] }
        didEnd = nil
        return [.tellEnd(handler, reason: reason, isExpected: wasKilled)]
    }

    /// A worker is asked for.
    ///
    /// - Returns: whether the zygote can be asked.
    mutating func add(_ worker: Worker, number: Int) -> Bool {
        guard isReady else { return false }
        workers[number] = worker
        return true
    }

    /// A worker that was asked for will not be forked.
    mutating func remove(_ number: Int) -> Worker? {
        workers.removeValue(forKey: number)
    }

    /// Takes what the zygote says.
    ///
    /// - Parameter descriptors: those that came with it.
    /// - Returns: nil where it broke its protocol.
    mutating func take(_ reply: ZygoteReply, _ descriptors: [Descriptor]) -> [ZygoteAction<Worker>]? {
        guard descriptors.count <= reply.descriptorCount else { return nil }
        switch reply {
        case .ready(let major, let minor, let micro, let layers, let undoLog):
            guard case .starting(let waiters) = phase else { return nil }
            engineVersion = "\(major).\(minor).\(micro)"
            self.layers = layers
            self.undoLog = undoLog
            phase = .ready
            return waiters.map { .resume($0, reason: nil) }
        case .forked(let number, _):
            guard let pidfd = descriptors.first else {
                // The kernel left it out: this process may open no more (unix(7)). Without it the worker can't be
                // killed, and so is not used; it ends with its pipes.
                let reason = "no descriptor is left for its pidfd (\(SystemError("recvmsg", errno: 24)))"
                return workers[number].map { [.failed($0, reason: reason)] } ?? []
            }
            guard let worker = workers[number] else { return [.kill(pidfd)] }
            return [.forked(worker, pidfd)]
        case .forkFailed(let number, let code):
            guard let worker = workers.removeValue(forKey: number) else { return [] }
            let error = SystemError("fork", errno: Int32(truncatingIfNeeded: code))
            return [.failed(worker, reason: "a worker could not be forked: \(error)")]
        case .ended(let number, let signal, let exitStatus, let cpuTime):
            guard let worker = workers.removeValue(forKey: number) else { return [] }
            return [
                .reaped(worker, signal: signal, exitStatus: exitStatus, cpuTime: .microseconds(cpuTime))
            ]
        }
    }

    /// This side kills it.
    mutating func kill(reason: String) -> [ZygoteAction<Worker>] {
        if case .ended = phase { return [] }
        wasKilled = true
        return end(reason: reason)
    }

    private mutating func end(reason: String) -> [ZygoteAction<Worker>] {
        var waiters: [UnsafeContinuation<String?, Never>] = []
        if case .starting(let waiting) = phase { waiters = waiting }
        phase = .ended(reason: reason)
        return waiters.map { .resume($0, reason: reason) }
    }

    /// Whether whoever waits for its end has to.
    mutating func awaitReaped(_ continuation: UnsafeContinuation<Void, Never>) -> [ZygoteAction<Worker>] {
        guard pidfd != nil else { return [.resumeReaped(continuation)] }
        reapWaiters.append(continuation)
        return []
    }

    /// What is left of a zygote that is gone.
    struct Remains: Sendable {
        var actions: [ZygoteAction<Worker>]
        /// The workers of whose end it has not told.
        let workers: [Int: Worker]
        fileprivate let descriptors: [Descriptor?]
    }

    /// It was reaped.
    mutating func reaped(reason: String) -> Remains {
        // Whoever killed it has set the reason before.
        var actions = wasKilled ? [] : end(reason: reason)
        if let handler = didEnd.take(), case .ended(let reason) = phase {
            actions.append(.tellEnd(handler, reason: reason, isExpected: wasKilled))
        }
        actions += reapWaiters.map { .resumeReaped($0) }
        defer {
            pidfd = nil
            errors = nil
            reapWaiters = []
            workers = [:]
        }
        return Remains(actions: actions, workers: workers, descriptors: [pidfd, errors])
    }
}
