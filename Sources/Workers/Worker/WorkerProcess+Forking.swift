import CLinux
import Glibc
import Wire

/// Why a worker could not be copied.
package struct ForkFailure: Error {
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}

extension WorkerProcess {
    /// How long each step may take until a requested process is ready: a worker that copies or restores itself, its
    /// answer, and a process that introduces itself. A large one needs some ten milliseconds. On an overloaded machine
    /// most of the time is spent waiting for a processor: with 500 scripts that used all of two cores beside other
    /// programs, 1 step in 10,000 took more than 10 s.
    static let patience = Duration.seconds(30)
    /// How long a copy may take to report that it is ready after its original has ended, in nanoseconds.
    private static let patienceWithOrphans: UInt64 = 1_000_000_000
    /// How long a process may send nothing after it was forked. A copy that hangs does so from its first instruction.
    private static let silence = Duration.seconds(10)

    /// Has the worker copy itself, and waits until it has, and for a base or a checkpoint until the copy is there. What
    /// is sent to another copy meanwhile is kept for it.
    ///
    /// - Parameters:
    ///   - start: the copy. The worker gets its descriptors.
    ///   - role: what the copy is for.
    /// - Returns: what the worker said about the copy, and the id of the request.
    /// - Throws: the reason why there is no copy. The worker is unchanged, unless it did not even answer.
    package nonisolated(nonsending) func fork(
        _ start: Start, _ role: ForkRole
    ) async throws(ForkFailure) -> (copy: ForkedCopy, request: Int) {
        let copy = start.worker
        copy.watchStart()
        do throws(ForkFailure) {
            guard let (answer, request) = await answerToFork(start, role) else {
                throw ForkFailure(reason: copy.end?.description ?? "the zygote is gone")
            }
            let forked = try Self.forkedCopy(answer)
            copy.expectToBeThereSoon()
            if role != .context { try await copy.waitForStart() }
            return (forked, request)
        } catch {
            copy.end(.unavailable(reason: "it was not forked: \(error.reason)"))
            zygote.forget(copy)
            throw error
        }
    }

    /// The worker's answer to the request for a copy; nil if the copy ended before the worker was asked.
    nonisolated(nonsending) private func answerToFork(
        _ start: Start, _ role: ForkRole
    ) async -> (answer: Answer, request: Int)? {
        let token = await withUnsafeContinuation { (continuation: UnsafeContinuation<Int?, Never>) in
            zygote.expect(start.worker) {
                continuation.resumeUnlocked(returning: $0)
            } failed: {
                continuation.resumeUnlocked(returning: nil)
            }
        }
        guard let token else { return nil }
        send(start.descriptors, for: start.worker)
        var limits = ExchangeLimits(timeout: Self.patience, isCancellable: false)
        limits.endAtTimeout = .violation("it did not copy itself within \(Self.patience)")
        if role == .base { limits.commit = .base }
        var request = 0
        let answer = await exchange(limits: limits) {
            request = $0
            return Request.fork(id: $0, role, token: token).frame()
        }
        return (answer, request)
    }

    /// Makes the worker copy itself, and returns at once.
    package func fork(_ start: Start, _ role: ForkRole) {
        let copy = start.worker
        copy.watchStart()
        zygote.expect(copy) { [self] token in
            send(start.descriptors, for: copy)
            send({ Request.fork(id: $0, role, token: token).frame() }) { answer in
                do throws(ForkFailure) { _ = try Self.forkedCopy(answer) } catch {
                    // An original that has ended may have made the copy before that, and the copy still counts.
                    let patience = if case .failure = answer { Self.patienceWithOrphans } else { 0 as UInt64 }
                    copy.endUnlessThere(after: patience, reason: error.reason)
                }
            }
        }
    }

    private func endUnlessThere(after nanoseconds: UInt64, reason: String) {
        reactor.schedule(after: nanoseconds) { [self] in
            read()
            guard !state.withLock({ $0.isThere }) else { return }
            end(.unavailable(reason: reason))
            zygote.forget(self)
        }
    }

    static func forkedCopy(_ answer: Answer) throws(ForkFailure) -> ForkedCopy {
        switch answer {
        case .failure(let ended): throw ForkFailure(reason: ended.end.description)
        case .success(let frame):
            switch try? Reply(json: frame) {
            case .ended(_, .forked(let copy)): return copy
            case .ended(_, .forkFailed(let reason)): throw ForkFailure(reason: reason)
            default: throw ForkFailure(reason: "its worker broke the protocol")
            }
        }
    }

    func send(_ descriptors: [Descriptor], for copy: WorkerProcess) {
        let packet = ZygoteRequest.fork(worker: copy.number).packet()
        pipes.control.send(
            PacketSender.Packet(packet, descriptors) { reason in
                copy.end(.unavailable(reason: "its descriptors could not be sent: \(reason)"))
            })
    }

    /// Waits until the worker is ready.
    nonisolated(nonsending) private func waitForStart() async throws(ForkFailure) {
        if state.withLock({ $0.awaitStart() }) {
            _ = await answer(to: WorkerState.startID, ExchangeLimits(isCancellable: false))
        }
        if let end { throw ForkFailure(reason: end.description) }
    }

    /// Ends the worker if it is not ready in time.
    func watchStart() {
        watchStart(Self.patience) {
            .unavailable(
                reason: """
                    a worker was asked for and not forked within \(Self.patience); is the machine overloaded, or out of \
                    memory?
                    """)
        }
    }

    /// The original has said that this copy exists: ends the copy if it is not ready before long.
    func expectToBeThereSoon() {
        watchStart(Self.patience) { .unavailable(reason: "a copy was made that did not introduce itself") }
    }

    /// The worker was forked: ends it if it sends nothing for long.
    func expectFirstMessage() {
        watchStart(Self.silence) { .silent }
    }

    func watchStart(_ patience: Duration, _ end: @escaping @Sendable () -> WorkerEnd) {
        let timer = reactor.schedule(after: patience.boundedNanoseconds) { [self] in
            read()
            if !state.withLock({ $0.isThere }) { self.end(end()) }
        }
        if let superfluous = state.withLock({ $0.keepStartTimer(timer) }) { reactor.cancel(superfluous) }
        // If no thread is reading, the reactor reads the first message.
        pipes.armOutput()
    }
}

extension WorkerProcess {
    /// The zygote has forked it, or has identified it as a copy.
    func forked(_ pidfd: Descriptor) {
        perform(state.withLock { $0.forked(pidfd, at: System.now()) })
    }
}
