import CLinux
import Glibc
import Synchronization
import Wire

extension WorkerProcess {
    /// How long a caller reads the pipe for itself, in nanoseconds. A short run is over by then, and waking a thread
    /// costs more than the run.
    private static let pollingTime: UInt64 = 50_000

    /// Sends a request and awaits its answer.
    ///
    /// - Parameters:
    ///   - limits: what ends the worker before it has answered. Cancelling the task does, too.
    ///   - frames: makes the bytes to send, given the request's id.
    nonisolated(nonsending) func exchange(limits: ExchangeLimits = ExchangeLimits(), _ frames: (_ id: Int) -> [UInt8])
        async -> Answer
    {
        guard limits.breakOnSigint else { return await exchange(limits, sigint: nil, frames) }
        let interruption = Interruption(self)
        do throws(SystemError) {
            let token = try SigintMonitor.shared.begin { interruption.interrupt() }
            defer { SigintMonitor.shared.end(token) }
            return await exchange(limits, sigint: interruption, frames)
        } catch {
            return .failure(Ended(end: .unavailable(reason: "SIGINT can't be watched: \(error)")))
        }
    }

    /// The request that SIGINT ends, once it has been made.
    private final class Interruption: Sendable {
        private let worker: WorkerProcess
        private let id = Atomic<Int>(0)

        init(_ worker: WorkerProcess) {
            self.worker = worker
        }

        func interrupt() {
            worker.end(ifPending: id.load(ordering: .acquiring), .interrupted(.sigint))
        }

        func made(_ request: Int) {
            id.store(request, ordering: .releasing)
        }
    }

    nonisolated(nonsending) private func exchange(
        _ limits: ExchangeLimits, sigint: Interruption?, _ frames: (_ id: Int) -> [UInt8]
    ) async -> Answer {
        var id = 0
        let start = System.now()
        var limits = limits
        if limits.cpuTimeout != nil { limits.processorTimeAtStart = processorTime() }
        let refused = withState { state -> Answer? in
            if let end = state.end { return .failure(Ended(end: end, wasSent: false)) }
            state.lastID += 1
            id = state.lastID
            state.pending[id] = .polled
            if limits.changesContext { state.changing.insert(id) }
            sigint?.made(id)
            send(frames(id), &state)
            return nil
        }
        if let refused { return refused }
        return await answer(to: id, from: start, limits)
    }

    /// Awaits what `id` was made known for.
    nonisolated(nonsending) func answer(to id: Int, from start: UInt64, _ limits: ExchangeLimits) async -> Answer {
        let limit = start + min(Self.pollingTime, limits.nanoseconds ?? .max)
        repeat {
            // On one core nothing has come before the worker has had its turn.
            sched_yield()
            if let answer = poll(id) { return answer }
        } while System.now() < limit
        return await park(id, start: start, limits)
    }

    /// Sends what is not answered.
    func send(_ frame: [UInt8]) {
        withState { state in
            guard state.unsent.count <= Self.mostUnsent else {
                return end(&state, .violation("it does not read the answers to what it asks"))
            }
            send(frame, &state)
        }
    }

    /// Bytes that may wait for a worker to read them before one more frame that is not answered is sent. A worker's
    /// script waits for each answer before it asks anew, so that no honest one comes near.
    private static let mostUnsent = 4 * maximumFrameLength

    /// Sends a request whose answer nobody waits for.
    ///
    /// - Parameter handle: gets the answer, under the worker's lock.
    func send(_ frame: (_ id: Int) -> [UInt8], handle: @escaping @Sendable (Answer) -> Void = { _ in }) {
        withState { state in
            if let end = state.end { return handle(.failure(Ended(end: end, wasSent: false))) }
            state.lastID += 1
            state.pending[state.lastID] = .handled(handle)
            send(frame(state.lastID), &state)
            awaitReply(&state)
        }
    }

    private func poll(_ id: Int) -> Answer? {
        withState { state in
            read(&state)
            guard case .answered(let answer) = state.pending[id] else { return nil }
            state.pending[id] = nil
            return answer
        }
    }

    nonisolated(nonsending) private func park(_ id: Int, start: UInt64, _ limits: ExchangeLimits) async -> Answer {
        let timer = limits.nanoseconds.map { nanoseconds in
            Reactor.shared.schedule(at: start + nanoseconds) { [weak self] in
                self?.end(ifPending: id, .timeout(limits.timeout!))
            }
        }
        defer { if let timer { Reactor.shared.cancel(timer) } }
        guard limits.isCancellable else { return await parked(id, limits) }
        return await withTaskCancellationHandler {
            await parked(id, limits)
        } onCancel: {
            end(ifPending: id, .interrupted(.cancel))
        }
    }

    nonisolated(nonsending) private func parked(_ id: Int, _ limits: ExchangeLimits) async -> Answer {
        await withUnsafeContinuation { continuation in
            let answer = withState { state -> Answer? in
                if case .answered(let answer) = state.pending[id] {
                    state.pending[id] = nil
                    return answer
                }
                state.pending[id] = .parked(continuation)
                awaitReply(&state)
                return nil
            }
            if let answer { return continuation.resume(returning: answer) }
            watchMemory(during: id)
            watchProcessorTime(during: id, limits)
        }
    }

    private func send(_ bytes: [UInt8], _ state: inout State) {
        state.unsent.append(bytes)
        write(&state)
    }

    /// Writes what has not been written; the reactor goes on with the rest when there is room.
    func write(_ state: inout State) {
        guard state.end == nil, !state.unsent.isEmpty, let input = state.input?.number else { return }
        do {
            try state.unsent.drain { try System.write(input, $0) }
            if !state.unsent.isEmpty { Reactor.shared.arm(input, key: inputKey, events: EPOLLOUT) }
        } catch {
            end(&state, .violation("\(error)"))
        }
    }
}

/// What bounds one request.
struct ExchangeLimits: Sendable {
    var timeout: Duration?
    /// CPU time of the worker.
    var cpuTimeout: Duration?
    var breakOnSigint = false
    /// Whether cancelling the task that waits ends the worker.
    var isCancellable = true
    /// Whether the context is another than before once the request is answered.
    var changesContext = false
    /// What `cpuTimeout` counts from, in nanoseconds.
    var processorTimeAtStart: UInt64 = 0

    /// The timeout in nanoseconds, at least 1.
    var nanoseconds: UInt64? { timeout.map(Self.nanoseconds) }

    static func nanoseconds(_ duration: Duration) -> UInt64 {
        UInt64(min(max(1, duration / .nanoseconds(1)), 1e18))
    }
}
