import CLinux
import Glibc
import Synchronization
import Wire

extension WorkerProcess {
    /// How long a caller waits at the pipe itself, in nanoseconds. Most short runs are over by then. If the reactor
    /// read the answer, it would pass through two more threads.
    private static let longestWaitAtPipe: UInt64 = 50_000

    /// Sends a request and awaits its answer.
    ///
    /// - Parameters:
    ///   - limits: the limits at which the worker is ended. It also ends if the task is cancelled, unless the limits
    ///     say otherwise.
    ///   - frames: makes the bytes to send, given the request's id.
    package nonisolated(nonsending) func exchange(
        limits: ExchangeLimits = ExchangeLimits(), _ frames: (_ id: Int) -> [UInt8]
    ) async -> Answer {
        let id = nextRequest()
        var limits = limits
        if limits.cpuTimeout != nil { limits.processorTimeAtStart = processorTime() }
        guard limits.breakOnSigint else { return await exchange(id, limits, frames(id), nil) }
        let sigint = SigintFlag()
        do throws(SystemError) {
            let token = try await SigintMonitor.shared.begin(on: reactor) { [self] in
                sigint.hasCome.store(true, ordering: .releasing)
                expire(id, .interrupted(.sigint))
            }
            let answer = await exchange(id, limits, frames(id), sigint)
            await SigintMonitor.shared.end(token, on: reactor)
            return answer
        } catch {
            return .failure(Ended(end: .unavailable(reason: "SIGINT can't be watched: \(error)"), wasSent: false))
        }
    }

    /// Whether SIGINT has come. It may come before the request exists that it is to end.
    private final class SigintFlag: Sendable {
        let hasCome = Atomic<Bool>(false)
    }

    private func nextRequest() -> Int {
        lastRequest.add(1, ordering: .relaxed).newValue
    }

    nonisolated(nonsending) private func exchange(
        _ id: Int, _ limits: ExchangeLimits, _ bytes: [UInt8], _ sigint: SigintFlag?
    ) async -> Answer {
        let message = Outbox.Message(request: id, bytes: bytes, waitsForStart: limits.waitsForStart)
        let submission = state.withLock { $0.submit(message, .polling, limits) }
        if case .refused(let end) = submission { return .failure(Ended(end: end, wasSent: false)) }
        if sigint?.hasCome.load(ordering: .acquiring) == true { expire(id, .interrupted(.sigint)) }
        flush()
        return await answer(to: id, limits)
    }

    /// Awaits the answer to a request that was submitted.
    nonisolated(nonsending) func answer(to id: Int, _ limits: ExchangeLimits) async -> Answer {
        guard reactor.odds.areGood() else { return await park(id, limits) }
        var now = System.now()
        let end = now + min(Self.longestWaitAtPipe, limits.timeout?.boundedNanoseconds ?? .max)
        while now < end, let output = pipes.output {
            // Sleep instead of polling: the worker may need this very core, and a thread that yields with
            // sched_yield(2) waits for all others that want the core.
            System.waitForInput(output.number, nanoseconds: end - now)
            read(arms: false)
            if let answer = state.withLock({ $0.takeAnswer(id) }) {
                reactor.odds.note(true)
                resumeReading()
                return answer
            }
            now = System.now()
        }
        reactor.odds.note(false)
        return await park(id, limits)
    }

    nonisolated(nonsending) private func park(_ id: Int, _ limits: ExchangeLimits) async -> Answer {
        guard limits.isCancellable else { return await parked(id) }
        return await withTaskCancellationHandler {
            await parked(id)
        } onCancel: {
            // Not on this thread: the runtime holds a lock of the task, and ending a worker resumes other tasks.
            reactor.perform { [self] in expire(id, .interrupted(.cancel)) }
        }
    }

    nonisolated(nonsending) private func parked(_ id: Int) async -> Answer {
        await withUnsafeContinuation { continuation in
            let (answer, actions) = state.withLock { $0.park(id, continuation) }
            if let answer { return continuation.resumeUnlocked(returning: answer) }
            perform(actions)
            resumeReading()
        }
    }

    /// Sends a request without waiting for its answer.
    ///
    /// - Parameters:
    ///   - waitsForStart: whether the request is held back until the worker is ready.
    ///   - handler: gets the answer, on the thread that reads it.
    package func send(
        waitsForStart: Bool = false, _ frame: (_ id: Int) -> [UInt8],
        handler: @escaping @Sendable (Answer) -> Void = { _ in }
    ) {
        let id = nextRequest()
        let message = Outbox.Message(request: id, bytes: frame(id), waitsForStart: waitsForStart)
        let submission = state.withLock { $0.submit(message, .handler(handler)) }
        if case .refused(let end) = submission { return handler(.failure(Ended(end: end, wasSent: false))) }
        flush()
        resumeReading()
    }

    /// Sends a message that gets no answer.
    package func send(_ frame: [UInt8]) {
        let violation = state.withLock {
            $0.submit(Outbox.Message(request: nil, bytes: frame, waitsForStart: false))
        }
        if let violation { return end(violation) }
        flush()
    }

    /// Writes the messages that wait. If the pipe is full, the reactor writes the rest once there is room.
    func flush() {
        var next = state.withLock { $0.beginWriting() }
        while let chunk = next {
            guard let input = pipes.input else { return }
            let written: Int
            do {
                written = try chunk.bytes.withUnsafeBytes { bytes in
                    try System.write(input.number, UnsafeRawBufferPointer(rebasing: bytes[chunk.offset...]))
                }
            } catch {
                return end(.violation("\(error)"))
            }
            let isBlocked = written < chunk.bytes.count - chunk.offset
            let actions: [WorkerAction]
            (next, actions) = state.withLock { $0.wrote(written, isBlocked: isBlocked, at: System.now()) }
            perform(actions)
            if isBlocked { return pipes.armInput() }
        }
    }
}
