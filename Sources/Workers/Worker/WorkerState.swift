import Wire

/// The state of a worker: whether it has started, its requests, its output, and its end. It has no side effects: each
/// change returns the actions for the caller.
struct WorkerState: Sendable {
    enum Life: Equatable {
        case alive
        /// It is being killed. What it wrote before is still read. Its requests wait until it is decided what becomes
        /// of the context.
        case ending(WorkerEnd)
        case ended(WorkerEnd)
    }

    /// The id under which callers wait until the worker is ready.
    static let startID = 0
    /// The longest frame that is accepted from a worker: a value at the limit of values.md, and the message around it.
    static let maximumFrameLength = (64 << 20) + (1 << 20)
    /// The most bytes that may wait to be written when another message without an answer is added. A script waits for
    /// each answer before it asks again, so no honest worker comes near this.
    static let mostUnsent = 4 * maximumFrameLength

    private(set) var life = Life.alive
    private(set) var pidfd: Descriptor?
    private var startTimer: TimerQueue.Token?
    /// Whether its first message, `ready`, has come. Nothing else may come before it.
    private(set) var hasSaidReady: Bool
    private var outbox = Outbox()
    private var isWriting = false
    /// Whether a thread is reading. That thread notices other changes of the state in `rest`.
    private(set) var isReading = false
    private var readsAgain = false
    private(set) var isOutputAtEnd = false
    private var burst = ConsoleBurst()
    private var received = FrameBuffer(maximumLength: maximumFrameLength)
    private var pending: [Int: PendingRequest] = [:]
    /// The ends whose time has come. Once the worker's output has been read, the first one takes effect whose request
    /// is still open, or that is for no particular request.
    private var expired: [(request: Int?, end: WorkerEnd)] = []
    /// Whether something has expired. The output is then read even if the delegate has not caught up, because an answer
    /// may stand behind the events.
    var readsPastFullness: Bool { !expired.isEmpty }
    /// Answers of a worker whose pidfd has not come yet, to requests that were sent ahead.
    private var heldAnswers: [(request: Int, frame: [UInt8])] = []
    private(set) var progress = WorkerProgress()
    private var lastSequence = 0
    /// The last host call that it has made.
    private var lastCall = 0
    /// Whether it is a base that has not restored yet.
    private(set) var isBase: Bool
    /// Whether it is a base that was told to restore and has not reported yet that it has.
    private var isRestoring = false

    init(isBase: Bool = false) {
        self.isBase = isBase
        // A base sends nothing before it has restored.
        hasSaidReady = isBase
    }

    /// Whether its messages may be more than `ready` and `restored`.
    var hasBegun: Bool { hasSaidReady && !isRestoring }

    /// Whether it can be killed and has reported that it is ready to serve.
    var isThere: Bool { pidfd != nil && hasSaidReady && !isRestoring }

    /// Why it no longer answers; nil while it does.
    var end: WorkerEnd? {
        switch life {
        case .alive: nil
        case .ending(let end), .ended(let end): end
        }
    }

    /// The number of bytes that this process holds of an incomplete frame.
    var receivedCount: Int { received.pendingCount }

    /// The number of bytes that are missing from that frame.
    var missingCount: Int { received.missingCount }
}

// MARK: - The start

extension WorkerState {
    /// The zygote has forked it.
    mutating func forked(_ descriptor: Descriptor, at now: UInt64) -> [WorkerAction] {
        // It was ended before there was a process to kill.
        if let end { return [.kill(descriptor, end)] }
        pidfd = descriptor
        // The start timer now belongs to the restore.
        if isRestoring { return started(at: now) }
        return cancelStartTimer() + (hasSaidReady ? started(at: now) : [.expectFirstMessage])
    }

    private mutating func cancelStartTimer() -> [WorkerAction] {
        startTimer.take().map { [.cancel($0)] } ?? []
    }

    private mutating func saidReady(at now: UInt64) throws -> [WorkerAction] {
        guard !hasSaidReady else { throw MessageError("ready for a second time") }
        hasSaidReady = true
        return started(at: now)
    }

    private mutating func started(at now: UInt64) -> [WorkerAction] {
        guard isThere else { return [] }
        var actions = cancelStartTimer() + [.flush]
        if pending[Self.startID] != nil { actions += complete(Self.startID, .success([])) }
        for (id, frame) in heldAnswers { actions += answer(id, frame) }
        heldAnswers = []
        // The clocks of requests that were written ahead start now.
        for (id, request) in pending where request.begun != nil {
            pending[id]!.begun = now
            if request.isParked { actions.append(.startClocks(request: id, begun: now, request.clocks)) }
        }
        return actions
    }

    /// Keeps the timer that ends a worker if it does not begin.
    ///
    /// - Returns: the timer that is no longer needed: the one before, or this one if the worker has begun or ended.
    mutating func keepStartTimer(_ timer: TimerQueue.Token) -> TimerQueue.Token? {
        guard life == .alive, !isThere else { return timer }
        defer { startTimer = timer }
        return startTimer
    }

    /// Begins to wait until the worker is ready. Returns false if it is ready already, or has ended.
    mutating func awaitStart() -> Bool {
        guard life == .alive, !isThere else { return false }
        pending[Self.startID] = PendingRequest(waiter: .polling)
        return true
    }
}

// MARK: - Requests

extension WorkerState {
    enum Submission: Sendable {
        case refused(WorkerEnd)
        /// It will be written.
        case accepted
    }

    mutating func submit(
        _ message: Outbox.Message, _ waiter: PendingRequest.Waiter, _ limits: ExchangeLimits = ExchangeLimits()
    ) -> Submission {
        lastSequence += 1
        var request = PendingRequest(waiter: waiter, limits: limits, sequence: lastSequence)
        switch life {
        case .alive: outbox.append(message)
        case .ending: request.wasSent = false
        case .ended(let end): return .refused(end)
        }
        pending[message.request!] = request
        return .accepted
    }

    /// Adds a message that gets no answer.
    ///
    /// - Returns: the end of a worker that does not read, which breaks the protocol; otherwise nil.
    mutating func submit(_ message: Outbox.Message) -> WorkerEnd? {
        guard life == .alive else { return nil }
        guard outbox.count <= Self.mostUnsent else { return .violation("it does not read the answers to what it asks") }
        outbox.append(message)
        return nil
    }

    /// The chunk that the caller has to write; nil if there is none, or if another thread writes.
    mutating func beginWriting() -> Outbox.Chunk? {
        guard !isWriting, life == .alive, let chunk = outbox.next(hasStarted: isThere) else { return nil }
        isWriting = true
        return chunk
    }

    /// - Parameter isBlocked: whether there was no room for all of it.
    /// - Returns: the chunk that the caller has to write next; nil if it stops writing.
    mutating func wrote(
        _ bytes: Int, isBlocked: Bool, at now: UInt64
    ) -> (next: Outbox.Chunk?, actions: [WorkerAction]) {
        var actions: [WorkerAction] = []
        if let id = outbox.wrote(bytes), let request = pending[id] {
            pending[id]!.begun = now
            if request.isParked, isThere {
                actions.append(.startClocks(request: id, begun: now, request.clocks))
            }
        }
        let next = isBlocked || life != .alive ? nil : outbox.next(hasStarted: isThere)
        isWriting = next != nil
        return (next, actions)
    }

    /// Takes the answer of a request that is being polled.
    mutating func takeAnswer(_ id: Int) -> WorkerProcess.Answer? {
        guard case .answered(let answer) = pending[id]?.waiter else { return nil }
        pending[id] = nil
        return answer
    }

    /// The caller stops polling and waits.
    ///
    /// - Returns: the answer, if it has arrived.
    mutating func park(
        _ id: Int, _ continuation: UnsafeContinuation<WorkerProcess.Answer, Never>
    ) -> (answer: WorkerProcess.Answer?, actions: [WorkerAction]) {
        if let answer = takeAnswer(id) { return (answer, []) }
        pending[id]!.waiter = .parked(continuation)
        guard isThere, let request = pending[id], let begun = request.begun else { return (nil, []) }
        return (nil, [.startClocks(request: id, begun: begun, request.clocks)])
    }

    /// Keeps the timer of a request.
    ///
    /// - Returns: whether the request still needs it.
    mutating func keep(_ timer: TimerQueue.Token, of id: Int) -> Bool {
        guard let request = pending[id], request.isParked, !request.awaitsBase else { return false }
        pending[id]!.timer = timer
        return true
    }

    /// Whether a caller waits, and no longer polls, for the answer of a worker that is alive.
    func isUnderWay(_ id: Int) -> Bool {
        life == .alive && pending[id]?.isParked == true
    }

    /// The first of the requests that are under way.
    var requestUnderWay: Int? {
        life == .alive ? pending.lazy.filter { $0.value.isParked }.map(\.key).min() : nil
    }

    /// Whether the worker is still serving the request: it does not merely wait for a base.
    func isAtWork(_ id: Int) -> Bool {
        isUnderWay(id) && pending[id]?.awaitsBase == false
    }

    /// Whether any caller waits for an answer.
    var isWaitedFor: Bool { pending.values.contains { $0.isParked } }

    /// Whether any message is expected.
    private var expectsReplies: Bool { !pending.isEmpty || !hasSaidReady || isRestoring }

    private mutating func complete(_ id: Int, _ answer: WorkerProcess.Answer) -> [WorkerAction] {
        guard let request = pending[id] else { return [] }
        var actions: [WorkerAction] = request.timer.map { [.cancel($0)] } ?? []
        switch request.waiter {
        case .polling:
            pending[id]!.waiter = .answered(answer)
            return actions
        case .parked(let continuation): actions.append(.resume(continuation, answer))
        case .handler(let handler): actions.append(.call(handler, answer))
        case .answered: return actions
        }
        pending[id] = nil
        return actions
    }
}

// MARK: - Reading

extension WorkerState {
    /// Makes the caller the reader. Returns false if another thread is reading, or if there is nothing left to read.
    mutating func beginReading() -> Bool {
        if isReading {
            readsAgain = true
            return false
        }
        guard life == .alive, !isOutputAtEnd else { return false }
        isReading = true
        return true
    }

    /// Processes the bytes that were read.
    mutating func take(_ bytes: UnsafeRawBufferPointer, at now: UInt64) -> [WorkerAction] {
        var actions: [WorkerAction] = []
        received.append(bytes)
        burst.took(bytes: bytes.count)
        do {
            while let frame = try received.next() {
                let header = try ReplyHeader(json: frame)
                burst.took(header)
                guard life == .alive else {
                    // Its answers are too late, and its host calls need no reply.
                    if let event = WorkerEvent(header, frame), event.kind != .hostCall {
                        actions.append(.deliver(event))
                    }
                    continue
                }
                actions += try take(header, frame, at: now)
            }
        } catch let error as FrameBuffer.FrameTooLong {
            actions += violate("a frame of \(error.length) bytes, where \(error.maximumLength) is the limit")
        } catch {
            actions += violate("\(error)")
        }
        return actions
    }

    private mutating func take(_ header: ReplyHeader, _ frame: [UInt8], at now: UInt64) throws -> [WorkerAction] {
        if case .ready = header { return try saidReady(at: now) }
        guard hasSaidReady else { throw MessageError("another message than ready came first") }
        if case .restored = header { return try saidRestored(at: now) }
        guard !isRestoring else { throw MessageError("another message than restored came first") }
        switch header {
        case .ready, .restored: return []
        case .ended(let id):
            guard id != Self.startID, let request = pending[id], request.wasSent else {
                throw MessageError("a reply to request \(id), which nobody made")
            }
            if case .answered = request.waiter { throw MessageError("a second reply to request \(id)") }
            // A worker without a pidfd could not be killed, so nobody gets its answers yet.
            guard isThere else {
                if heldAnswers.contains(where: { $0.request == id }) {
                    throw MessageError("a second reply to request \(id)")
                }
                heldAnswers.append((id, frame))
                return []
            }
            return answer(id, frame)
        case .needsBase: return try needsBase()
        case .hostCall(let call): lastCall = call
        case .console, .unhandledRejection: break
        }
        return [.deliver(WorkerEvent(header, frame)!)]
    }

    private mutating func answer(_ id: Int, _ frame: [UInt8]) -> [WorkerAction] {
        // Before anybody gets the answer: a death right after it must not be taken for one before it.
        if let request = pending[id] { noteProgress(id, request) }
        return complete(id, .success(frame))
    }

    private mutating func noteProgress(_ id: Int, _ request: PendingRequest) {
        if request.limits.changesContext { progress.answeredChanges += 1 }
        guard request.limits.commit != .none, firstUnanswered?.id == id else { return }
        progress.lastCommit = id
        progress.lastCall = lastCall
        if request.awaitsBase { progress.lastBase = id }
    }

    /// The request that the worker is serving. It serves later ones during that one, or after it.
    private var firstUnanswered: (id: Int, request: PendingRequest)? {
        pending.lazy.filter { !$0.value.isAnswered }
            .min { $0.value.sequence < $1.value.sequence }.map { ($0.key, $0.value) }
    }

    private mutating func violate(_ what: String) -> [WorkerAction] {
        guard life == .alive else { return [] }
        return kill(for: .violation(what))
    }

    /// The pipe has ended. How the worker died will be reported.
    mutating func reachedEnd() -> [WorkerAction] {
        guard !isOutputAtEnd else { return [] }
        isOutputAtEnd = true
        return life == .alive ? [.expectExitReport] : []
    }

    enum Rest: Sendable {
        /// Another thread has asked for reading meanwhile.
        case readOn
        case done(Next)
    }

    /// When to read next.
    enum Next: Sendable {
        /// When somebody asks for it.
        case onDemand
        /// When something comes.
        case whenThere
        /// After `ConsoleBurst.pause`.
        case afterPause
    }

    /// The reader has read everything that was there.
    ///
    /// - Parameter isFull: whether reading has to pause.
    mutating func rest(isFull: Bool, at now: UInt64) -> (Rest, [WorkerAction]) {
        if case .ending(let end) = life { return (.done(.onDemand), [.finishEnding(end)]) }
        if readsAgain, !isOutputAtEnd {
            readsAgain = false
            return (.readOn, [])
        }
        let open = takeExpired()
        if let open { return (.done(.onDemand), kill(for: open) + [.finishEnding(open)]) }
        isReading = false
        let pauses = burst.ended(at: now, isWithinFrame: received.pendingCount > 0)
        guard life == .alive, !isFull, !isOutputAtEnd, expectsReplies else { return (.done(.onDemand), []) }
        return (.done(pauses ? .afterPause : .whenThere), [])
    }

    /// Whether the reactor has to report when there is more.
    var awaitsReplies: Bool { life == .alive && !isReading && !isOutputAtEnd && expectsReplies }
}

// MARK: - Bases

extension WorkerState {
    /// The current request has been served, but a base has to be made before it is answered. The clocks of the request
    /// stop.
    private mutating func needsBase() throws -> [WorkerAction] {
        guard isThere, let (id, request) = firstUnanswered, request.limits.commit == .request, !request.awaitsBase,
            request.begun != nil || (isWriting && outbox.firstRequest == id)
        else { throw MessageError("it needs a base, though nothing is to be committed") }
        expired.removeAll { $0.request == id }
        pending[id]!.awaitsBase = true
        return (pending[id]!.timer.take().map { [.cancel($0)] } ?? []) + [.makeBase(request: id)]
    }

    /// Keeps the timer that ends a worker if it does not answer although it could make its base.
    ///
    /// - Returns: whether the request still waits and needs the timer.
    mutating func keepBaseTimer(_ timer: TimerQueue.Token, of id: Int) -> Bool {
        guard life == .alive, let request = pending[id], request.awaitsBase, !request.isAnswered else { return false }
        pending[id]!.timer = timer
        return true
    }

    /// It is a base that is told to restore a commit.
    ///
    /// - Parameter lastCall: the last host call that the commit knows of.
    mutating func beginRestore(lastCall: Int) {
        isRestoring = true
        self.lastCall = lastCall
        progress.lastCall = lastCall
    }

    private mutating func saidRestored(at now: UInt64) throws -> [WorkerAction] {
        guard isRestoring else { throw MessageError("it has restored what nobody asked for") }
        isRestoring = false
        isBase = false
        return started(at: now)
    }
}

// MARK: - The end

extension WorkerState {
    /// The time of a request is up. The caller reads next; the worker ends unless the answer is found.
    ///
    /// - Parameter id: the request; nil to end the worker whatever is read.
    /// - Returns: whether there is anything to end.
    mutating func expire(_ id: Int?, _ end: WorkerEnd) -> Bool {
        guard life == .alive, id == nil || pending[id!]?.isOpen == true else { return false }
        expired.append((id, end))
        // The reader may have seen the pipe empty long ago, since this process may have been stopped meanwhile.
        if isReading { readsAgain = true }
        return true
    }

    /// Everything that the worker has written has been read, so what has expired takes effect.
    mutating func endExpired() -> [WorkerAction] {
        guard !isReading, life == .alive, let end = takeExpired() else { return [] }
        return begin(end)
    }

    private mutating func takeExpired() -> WorkerEnd? {
        defer { expired = [] }
        return expired.first { $0.request == nil || pending[$0.request!]?.isOpen == true }?.end
    }

    /// Ends the worker, unless it has ended already.
    mutating func begin(_ end: WorkerEnd) -> [WorkerAction] {
        guard life == .alive else { return [] }
        let actions = kill(for: end)
        // The thread that reads finishes the end.
        if isReading { return actions }
        isReading = true
        return actions + [.finishEnding(end)]
    }

    private mutating func kill(for end: WorkerEnd) -> [WorkerAction] {
        life = .ending(end)
        return pidfd.map { [.kill($0, end)] } ?? []
    }

    /// What is released at the end, outside the lock.
    struct Remains: Sendable {
        var actions: [WorkerAction]
        fileprivate var outbox: Outbox
        fileprivate var received: FrameBuffer
        fileprivate var pidfd: Descriptor?
    }

    /// The delegate knows of the end.
    mutating func finish(_ end: WorkerEnd, isRolledBack: Bool) -> Remains {
        life = .ended(end)
        // The writer may have written a part of it without having reported that yet.
        let inHand = isWriting ? outbox.firstRequest : nil
        var remains = Remains(actions: cancelStartTimer(), outbox: outbox, received: received, pidfd: pidfd)
        for (id, request) in pending {
            let wasSent = request.wasSent && (request.begun != nil || id == inHand)
            let ended = WorkerProcess.Ended(end: end, isRolledBack: isRolledBack, wasSent: wasSent)
            remains.actions += complete(id, .failure(ended))
        }
        outbox = Outbox()
        received = FrameBuffer(maximumLength: Self.maximumFrameLength)
        pidfd = nil
        expired = []
        isReading = false
        return remains
    }
}
