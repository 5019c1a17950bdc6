import Wire

/// Where a worker stands: started or not, what it was asked, what it has written, how it ended. It does nothing by
/// itself: each change returns what is to be done.
struct WorkerState: Sendable {
    enum Life: Equatable {
        case alive
        /// It is being killed. What it wrote before is still read; requests wait for what becomes of its context.
        case ending(WorkerEnd)
        case ended(WorkerEnd)
    }

    /// The id of the exchange that waits until the worker is there.
    static let startID = 0
    /// Longest frame taken from a worker: a value at the limit of values.md, and what stands around it.
    static let maximumFrameLength = (64 << 20) + (1 << 20)
    /// Bytes that may wait for a worker to read them before one more frame that is not answered is sent. A worker's
    /// script waits for each answer before it asks anew, so that no honest one comes near.
    static let mostUnsent = 4 * maximumFrameLength

    private(set) var life = Life.alive
    private(set) var pidfd: Descriptor?
    private var startTimer: TimerQueue.Token?
    /// Whether its first message has come, before which it may tell nothing.
    private(set) var hasSaidReady: Bool
    private var outbox = Outbox()
    private var isWriting = false
    /// Whether a thread reads. What it does not know yet it sees when it comes to rest.
    private(set) var isReading = false
    private var readsAgain = false
    private(set) var isOutputAtEnd = false
    private var received = FrameBuffer(maximumLength: maximumFrameLength)
    private var pending: [Int: PendingRequest] = [:]
    /// What ends the worker once all that it has written was read: each for a request that is still open then, or
    /// whatever is open.
    private var expired: [(request: Int?, end: WorkerEnd)] = []
    /// Whether something has expired, so that what the worker has written is read though those who are told have not
    /// caught up: an answer may stand behind what they are to be told.
    var readsPastFullness: Bool { !expired.isEmpty }
    /// Answers to requests that were sent ahead, of a worker whose pidfd has not come.
    private var heldAnswers: [(request: Int, frame: [UInt8])] = []
    private(set) var progress = WorkerProgress()
    private var lastPlace = 0
    /// The last host call that it has made.
    private var lastCall = 0
    /// Whether it is a base, until it has said that it goes on as of a commit.
    private(set) var isBase: Bool
    /// Whether it is a base that was told to go on as of a commit, and has not said that it does.
    private var isRestoring = false

    init(isBase: Bool = false) {
        self.isBase = isBase
        // A base has nothing to say before it has restored.
        hasSaidReady = isBase
    }

    /// Whether what it tells may be more than that it is there.
    var hasBegun: Bool { hasSaidReady && !isRestoring }

    /// Whether it can be killed and has said that it serves.
    var isThere: Bool { pidfd != nil && hasSaidReady && !isRestoring }

    /// Why it answers no more; nil while it does.
    var end: WorkerEnd? {
        switch life {
        case .alive: nil
        case .ending(let end), .ended(let end): end
        }
    }

    /// Bytes that this side holds of what it wrote: a frame that is not complete.
    var receivedCount: Int { received.pendingCount }

    /// Bytes that are missing until the frame at hand is complete.
    var missingCount: Int { received.missingCount }
}

// MARK: - The start

extension WorkerState {
    /// The zygote forked it.
    mutating func forked(_ descriptor: Descriptor, at now: UInt64) -> [WorkerAction] {
        // It was ended before there was anything to kill.
        if let end { return [.kill(descriptor, end)] }
        pidfd = descriptor
        // Its timer is of what it restores.
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
        // What was written ahead counts from now.
        for (id, request) in pending where request.begun != nil {
            pending[id]!.begun = now
            if request.isParked { actions.append(.startClocks(request: id, begun: now, request.clocks)) }
        }
        return actions
    }

    /// Keeps the timer that ends a worker which does not begin.
    ///
    /// - Returns: the timer that is of no use any more, or is of none.
    mutating func keepStartTimer(_ timer: TimerQueue.Token) -> TimerQueue.Token? {
        guard life == .alive, !isThere else { return timer }
        defer { startTimer = timer }
        return startTimer
    }

    /// Begins to wait until the worker is there. Nil where it is, or is at its end.
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
        /// It is to be written.
        case accepted
    }

    mutating func submit(
        _ message: Outbox.Message, _ waiter: PendingRequest.Waiter, _ limits: ExchangeLimits = ExchangeLimits()
    ) -> Submission {
        lastPlace += 1
        var request = PendingRequest(waiter: waiter, limits: limits, place: lastPlace)
        switch life {
        case .alive: outbox.append(message)
        case .ending: request.wasSent = false
        case .ended(let end): return .refused(end)
        }
        pending[message.request!] = request
        return .accepted
    }

    /// Adds what is not answered.
    ///
    /// - Returns: what breaks the protocol: a worker that does not read.
    mutating func submit(_ message: Outbox.Message) -> WorkerEnd? {
        guard life == .alive else { return nil }
        guard outbox.count <= Self.mostUnsent else { return .violation("it does not read the answers to what it asks") }
        outbox.append(message)
        return nil
    }

    /// What the caller is to write; nil where there is nothing, or another thread writes.
    mutating func beginWriting() -> Outbox.Chunk? {
        guard !isWriting, life == .alive, let chunk = outbox.next(hasStarted: isThere) else { return nil }
        isWriting = true
        return chunk
    }

    /// - Parameter isBlocked: whether there was no room for all of it.
    /// - Returns: what the caller is to write next; nil where there is nothing, and it writes no more.
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

    /// Takes the answer of a request that is polled.
    mutating func takeAnswer(_ id: Int) -> WorkerProcess.Answer? {
        guard case .answered(let answer) = pending[id]?.waiter else { return nil }
        pending[id] = nil
        return answer
    }

    /// Whoever polled waits from now on.
    ///
    /// - Returns: the answer, where it is there.
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
    /// - Returns: whether the request is still open; otherwise the timer is of no use.
    mutating func keep(_ timer: TimerQueue.Token, of id: Int) -> Bool {
        guard let request = pending[id], request.isParked, !request.awaitsBase else { return false }
        pending[id]!.timer = timer
        return true
    }

    /// Whether a request has begun and is neither answered nor at its end.
    func isUnderWay(_ id: Int) -> Bool {
        life == .alive && pending[id]?.isParked == true
    }

    /// Whether what the request is for goes on.
    func isAtWork(_ id: Int) -> Bool {
        isUnderWay(id) && pending[id]?.awaitsBase == false
    }

    /// Whether somebody waits for an answer.
    var isWaitedFor: Bool { pending.values.contains { $0.isParked } }

    /// Whether something is to be waited for.
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
    /// Makes the caller the one who reads; false where another thread does, or where there is nothing to be read.
    mutating func beginReading() -> Bool {
        if isReading {
            readsAgain = true
            return false
        }
        guard life == .alive, !isOutputAtEnd else { return false }
        isReading = true
        return true
    }

    /// Takes what was read.
    mutating func take(_ bytes: UnsafeRawBufferPointer, at now: UInt64) -> [WorkerAction] {
        var actions: [WorkerAction] = []
        received.append(bytes)
        do {
            while let frame = try received.next() {
                let header = try ReplyHeader(json: frame)
                guard life == .alive else {
                    // Its answers are too late, and nobody waits for what it has asked.
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
            // What can't be killed is nobody's yet.
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
        // Before anybody has the answer: a death right after it must not be taken for one before.
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

    /// The request that the worker does now. Others that it was asked for since it does in the midst of that one, or
    /// after it.
    private var firstUnanswered: (id: Int, request: PendingRequest)? {
        pending.lazy.filter { !$0.value.isAnswered }.min { $0.value.place < $1.value.place }.map { ($0.key, $0.value) }
    }

    private mutating func violate(_ what: String) -> [WorkerAction] {
        guard life == .alive else { return [] }
        return kill(for: .violation(what))
    }

    /// The pipe came to its end. How the worker died is still to be told.
    mutating func reachedEnd() -> [WorkerAction] {
        guard !isOutputAtEnd else { return [] }
        isOutputAtEnd = true
        return life == .alive ? [.expectExitReport] : []
    }

    enum Rest: Sendable {
        /// Somebody asked for more meanwhile.
        case readOn
        case done(expectsMore: Bool)
    }

    /// The reader has read what was there.
    ///
    /// - Parameter isFull: whether nothing more is to be read for now.
    mutating func rest(isFull: Bool) -> (Rest, [WorkerAction]) {
        if case .ending(let end) = life { return (.done(expectsMore: false), [.finishEnding(end)]) }
        if readsAgain, !isOutputAtEnd {
            readsAgain = false
            return (.readOn, [])
        }
        let open = takeExpired()
        if let open { return (.done(expectsMore: false), kill(for: open) + [.finishEnding(open)]) }
        isReading = false
        return (.done(expectsMore: life == .alive && !isFull && !isOutputAtEnd && expectsReplies), [])
    }

    /// Whether the reactor is to tell when there is more.
    var awaitsReplies: Bool { life == .alive && !isReading && !isOutputAtEnd && expectsReplies }
}

// MARK: - Bases

extension WorkerState {
    /// The request at hand is over, but for a base that has to stand before it is answered. Its time stops.
    private mutating func needsBase() throws -> [WorkerAction] {
        guard isThere, let (id, request) = firstUnanswered, request.limits.commit == .request, !request.awaitsBase,
            request.begun != nil || (isWriting && outbox.firstRequest == id)
        else { throw MessageError("it needs a base, though nothing is to be committed") }
        expired.removeAll { $0.request == id }
        pending[id]!.awaitsBase = true
        return (pending[id]!.timer.take().map { [.cancel($0)] } ?? []) + [.makeBase(request: id)]
    }

    /// Keeps the timer that ends a worker which does not answer though it has its base.
    ///
    /// - Returns: whether the request still waits; otherwise the timer is of no use.
    mutating func keepBaseTimer(_ timer: TimerQueue.Token, of id: Int) -> Bool {
        guard life == .alive, let request = pending[id], request.awaitsBase, !request.isAnswered else { return false }
        pending[id]!.timer = timer
        return true
    }

    /// It is a base, and told to go on as of a commit.
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
    /// The time of a request is up: the worker ends, unless the answer is found to be there. The caller reads then.
    ///
    /// - Parameter id: nil where the worker ends whatever is found.
    mutating func expire(_ id: Int?, _ end: WorkerEnd) -> Bool {
        guard life == .alive, id == nil || pending[id!]?.isOpen == true else { return false }
        expired.append((id, end))
        // Whoever reads may have seen the pipe empty long before: this process may have been stopped meanwhile.
        if isReading { readsAgain = true }
        return true
    }

    /// Nothing of the worker can be read any more, so that what has expired has.
    mutating func endExpired() -> [WorkerAction] {
        guard !isReading, life == .alive, let end = takeExpired() else { return [] }
        return begin(end)
    }

    private mutating func takeExpired() -> WorkerEnd? {
        defer { expired = [] }
        return expired.first { $0.request == nil || pending[$0.request!]?.isOpen == true }?.end
    }

    /// Ends the worker for good, if nobody has.
    mutating func begin(_ end: WorkerEnd) -> [WorkerAction] {
        guard life == .alive else { return [] }
        let actions = kill(for: end)
        // Whoever reads does the rest.
        if isReading { return actions }
        isReading = true
        return actions + [.finishEnding(end)]
    }

    private mutating func kill(for end: WorkerEnd) -> [WorkerAction] {
        life = .ending(end)
        return pidfd.map { [.kill($0, end)] } ?? []
    }

    /// What is let go at the end.
    struct Remains: Sendable {
        var actions: [WorkerAction]
        fileprivate var outbox: Outbox
        fileprivate var received: FrameBuffer
        fileprivate var pidfd: Descriptor?
    }

    /// Those whose the worker is know of its end.
    mutating func finish(_ end: WorkerEnd, isRolledBack: Bool) -> Remains {
        life = .ended(end)
        // Some of it may have been written, of which the writer has not told yet.
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
