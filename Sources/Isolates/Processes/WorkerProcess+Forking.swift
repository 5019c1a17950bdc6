import CLinux
import Glibc
import Wire

/// Why a worker has no copy.
struct ForkFailure: Error {
    let reason: String
}

extension WorkerProcess {
    /// How long a worker may take to copy itself, and the copy to say so. A large one takes some ten milliseconds.
    private static let patience = Duration.seconds(5)

    /// Has the worker copy itself, and waits until the copy has said that it is there.
    ///
    /// - Parameters:
    ///   - start: of the copy; its descriptors go to it.
    ///   - role: what the copy is for.
    /// - Returns: what the worker said of the copy, which then serves requests.
    /// - Throws: why there is no copy. The worker is as it was, unless it did not even answer.
    nonisolated(nonsending) func fork(_ start: inout Start, _ role: ForkRole) async throws(ForkFailure) -> ForkedCopy {
        let copy = start.worker
        let token = Self.newToken()
        // The zygote must know of the token before the copy can name it.
        zygote.expect(copy, token: token)
        do {
            try send(start.descriptors.take()!, for: copy.number)
            let limits = ExchangeLimits(timeout: Self.patience, isCancellable: false)
            let answer = await exchange(limits: limits) { Request.fork(id: $0, role, token: token).frame() }
            let forked = try forkedCopy(answer)
            try await copy.waitForStart()
            return forked
        } catch {
            zygote.forget(copy)
            copy.end(.unavailable(reason: "it was not forked"))
            throw error
        }
    }

    /// Has the worker copy itself, and waits for nothing: what is sent to the copy meanwhile stays in its pipe.
    func fork(_ copy: WorkerProcess, _ descriptors: consuming ForkDescriptors, _ role: ForkRole) {
        let token = Self.newToken()
        zygote.expect(copy, token: token)
        do throws(ForkFailure) { try send(descriptors, for: copy.number) } catch {
            zygote.forget(copy)
            return copy.end(.unavailable(reason: error.reason))
        }
        send({ Request.fork(id: $0, role, token: token).frame() }) { [self] answer in
            // Not here, where this worker's lock is held: whoever holds the copy's may be asking for this one.
            Task {
                do throws(ForkFailure) { _ = try forkedCopy(answer) } catch {
                    zygote.forget(copy)
                    copy.end(.unavailable(reason: error.reason))
                }
            }
        }
        copy.watchStart()
    }

    /// A number that no worker can guess: Swift's generator is the kernel's (getrandom(2)).
    private static func newToken() -> Int { .random(in: 1...Int.max) }

    private func forkedCopy(_ answer: Answer) throws(ForkFailure) -> ForkedCopy {
        switch answer {
        case .failure(let ended): throw ForkFailure(reason: VMError(ended.end).message)
        case .success(let frame):
            switch try? Reply(json: frame) {
            case .ended(_, .forked(let copy)): return copy
            case .ended(_, .forkFailed(let reason)): throw ForkFailure(reason: reason)
            default: throw ForkFailure(reason: "its worker broke the protocol")
            }
        }
    }

    /// The descriptors must be there before the request that they belong to.
    private func send(_ descriptors: consuming ForkDescriptors, for number: Int) throws(ForkFailure) {
        let packet = ZygoteRequest.fork(worker: number).packet()
        let numbers = descriptors.numbers
        let failure = withState { state -> SystemError? in
            guard let control = state.control?.number else { return SystemError("sendmsg", errno: EPIPE) }
            while cl_send_packet(control, packet, packet.count, numbers, numbers.count) < 0 {
                if errno == EINTR { continue }
                // The socket is full: the worker is behind with forking.
                if errno == EAGAIN { sched_yield(); continue }
                return SystemError("sendmsg")
            }
            return nil
        }
        if let failure { throw ForkFailure(reason: "\(failure)") }
    }

    /// Waits for the first message.
    nonisolated(nonsending) private func waitForStart() async throws(ForkFailure) {
        let isWaiting = withState { state in
            guard state.end == nil, !state.hasStarted else { return false }
            state.pending[Self.startID] = .polled
            return true
        }
        if isWaiting {
            _ = await answer(
                to: Self.startID, from: System.now(), ExchangeLimits(timeout: Self.patience, isCancellable: false))
        }
        if let end = withState({ $0.end }) { throw ForkFailure(reason: VMError(end).message) }
    }
}
