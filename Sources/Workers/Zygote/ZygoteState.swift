import Wire

/// The phase of a zygote, and the workers that it still has to report on. A state machine: its methods return the
/// actions for the caller. It knows workers only by number and by an opaque value.
struct ZygoteState<Worker: Sendable>: Sendable {
    enum Phase: Sendable {
        case starting([UnsafeContinuation<String?, Never>])
        case ready
        case ended(reason: String)
    }

    private(set) var phase = Phase.starting([])
    private(set) var engineVersion = ""
    private(set) var sharedCode = 0
    /// The zygote's reports on the layers that it put up or could not put up.
    private(set) var layers: [LayerReport] = []
    private(set) var undoLog = UndoLogReport.off
    /// The workers that were requested and whose end was not reported yet.
    private var workers: [Int: Worker] = [:]
    private var kills: KillQueue<Descriptor>
    /// The zygote's pidfd; nil after it was reaped.
    private(set) var pidfd: Descriptor?
    /// The zygote's standard error, which says why it could not start.
    private(set) var errors: Descriptor?
    private var reapWaiters: [UnsafeContinuation<Void, Never>] = []
    /// Whether this side has killed the zygote.
    private var wasKilled = false
    private var didEnd: (@Sendable (_ reason: String, _ isExpected: Bool) -> Void)?

    /// - Parameter mostKills: how many workers die at once.
    init(pidfd: Descriptor, errors: Descriptor, mostKills: Int) {
        self.pidfd = pidfd
        self.errors = errors
        kills = KillQueue(limit: mostKills)
    }

    var isReady: Bool {
        if case .ready = phase { true } else { false }
    }
}

/// An action that follows from a change of a zygote's state. The caller performs it after unlocking.
enum ZygoteAction<Worker: Sendable>: Sendable {
    case resume(UnsafeContinuation<String?, Never>, reason: String?)
    case resumeReaped(UnsafeContinuation<Void, Never>)
    case forked(Worker, Descriptor)
    case failed(Worker, reason: String)
    case reaped(Worker, signal: Int?, exitStatus: Int?, cpuTime: Duration)
    /// The process is no longer wanted.
    case kill(Descriptor)
    /// The process is killed later.
    case stop(Descriptor)
    /// Nobody needs the descriptor any more.
    case release(Descriptor)
    case tellEnd(@Sendable (_ reason: String, _ isExpected: Bool) -> Void, reason: String, isExpected: Bool)
}

extension ZygoteState {
    /// - Waits until the zygote is ready. The continuation gets nil, or the reason why the zygote ended.
    mutating func awaitReady(_ continuation: UnsafeContinuation<String?, Never>) -> [ZygoteAction<Worker>] {
        switch phase {
        case .starting(let waiters):
            phase = .starting(waiters + [continuation])
            return []
        case .ready: return [.resume(continuation, reason: nil)]
        case .ended(let reason): return [.resume(continuation, reason: reason)]
        }
    }

    /// Calls `handler` once when the zygote ends, or at once if it has ended.
    mutating func tellEnd(
        to handler: @escaping @Sendable (_ reason: String, _ isExpected: Bool) -> Void
    ) -> [ZygoteAction<Worker>] {
        didEnd = handler
        guard case .ended(let reason) = phase, pidfd == nil else { return [] }
        didEnd = nil
        return [.tellEnd(handler, reason: reason, isExpected: wasKilled)]
    }

    /// Notes a worker that is going to be requested.
    ///
    /// - Returns: whether the zygote can take the request.
    mutating func add(_ worker: Worker, number: Int) -> Bool {
        guard isReady else { return false }
        workers[number] = worker
        return true
    }

    /// Forgets a worker that will not be forked after all.
    mutating func remove(_ number: Int) -> Worker? {
        workers.removeValue(forKey: number)
    }

    /// A worker is to be killed: at once, or when those that are dying have ended.
    ///
    /// - Parameter isUrgent: whether it can't wait.
    mutating func kill(_ number: Int, _ pidfd: Descriptor, isUrgent: Bool) -> [ZygoteAction<Worker>] {
        // Nobody would report the end of a worker that has ended, or of one whose zygote is gone.
        guard workers[number] != nil, self.pidfd != nil else { return [.kill(pidfd)] }
        return switch kills.kill(pidfd, number: number, isUrgent: isUrgent) {
        case .kill: [.kill(pidfd)]
        case .stop: [.stop(pidfd)]
        }
    }

    /// Takes a reply of the zygote.
    ///
    /// - Parameter descriptors: the descriptors that came with the reply.
    /// - Returns: the actions; nil if the zygote broke its protocol.
    mutating func take(_ reply: ZygoteReply, _ descriptors: [Descriptor]) -> [ZygoteAction<Worker>]? {
        guard descriptors.count <= reply.descriptorCount else { return nil }
        switch reply {
        case .ready(let major, let minor, let micro, let sharedCode, let layers, let undoLog):
            guard case .starting(let waiters) = phase else { return nil }
            engineVersion = "\(major).\(minor).\(micro)"
            self.sharedCode = sharedCode
            self.layers = layers
            self.undoLog = undoLog
            phase = .ready
            return waiters.map { .resume($0, reason: nil) }
        case .forked(let number, _):
            guard let pidfd = descriptors.first else {
                // The kernel dropped the descriptor, because this process may not open more (unix(7)). Without its
                // pidfd the worker can't be killed, so it is not used; it ends when its pipes are closed.
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
            let (next, ended) = kills.ended(number)
            var actions = next.map { [ZygoteAction<Worker>.kill($0)] } ?? []
            if let ended { actions.append(.release(ended)) }
            if let worker = workers.removeValue(forKey: number) {
                actions.append(
                    .reaped(worker, signal: signal, exitStatus: exitStatus, cpuTime: .microseconds(cpuTime)))
            }
            return actions
        }
    }

    /// This side kills the zygote.
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

    /// Waits until the zygote was reaped.
    mutating func awaitReaped(_ continuation: UnsafeContinuation<Void, Never>) -> [ZygoteAction<Worker>] {
        guard pidfd != nil else { return [.resumeReaped(continuation)] }
        reapWaiters.append(continuation)
        return []
    }

    /// The remains of a zygote that is gone.
    struct Remains: Sendable {
        var actions: [ZygoteAction<Worker>]
        /// The workers whose end was not reported.
        let workers: [Int: Worker]
        fileprivate let descriptors: [Descriptor?]
    }

    /// The zygote was reaped.
    mutating func reaped(reason: String) -> Remains {
        // If this side killed it, `kill` has already set the reason.
        var actions = wasKilled ? [] : end(reason: reason)
        if let handler = didEnd.take(), case .ended(let reason) = phase {
            actions.append(.tellEnd(handler, reason: reason, isExpected: wasKilled))
        }
        actions += reapWaiters.map { .resumeReaped($0) }
        actions += kills.close().map { .kill($0) }
        defer {
            pidfd = nil
            errors = nil
            reapWaiters = []
            workers = [:]
        }
        return Remains(actions: actions, workers: workers, descriptors: [pidfd, errors])
    }
}
