import Workers

extension Admission {
    /// The pause between two measurements of memory while a context waits for a place, in nanoseconds.
    private static let pauseBetweenMeasurements: UInt64 = 50_000_000

    /// A limit that a new context would exceed.
    private enum Excess {
        case workers(maximum: Int)
        case memory(used: Int, maximum: ByteCount)

        var error: VMError {
            switch self {
            case .workers(let maximum):
                VMError(
                    unavailable: """
                        the supervisor has \(maximum) workers, its limit (maximumWorkers); dispose contexts \
                        that are of no use any more, or raise it
                        """)
            case .memory(let used, let maximum):
                VMError(
                    unavailable: """
                        the supervisor's workers use \(used) bytes, more than its limit of \(maximum) (maximumMemory); \
                        dispose contexts that are of no use any more, or raise it
                        """)
            }
        }
    }

    /// Reserves a place for a new context's worker. The caller ends the reservation with `endReservation` when the
    /// worker has been made or could not be made.
    ///
    /// - Parameter makeRoom: ends a worker that can be spared, and returns whether there was one.
    /// - Throws: `unavailable` if a limit is reached or the supervisor is shut down; `interrupted` if the task is
    ///   cancelled meanwhile.
    nonisolated(nonsending) func admit(_ makeRoom: () -> Bool) async throws(VMError) {
        guard let error = tryAdmit(makeRoom) else { return }
        guard whenFull == .wait else { throw error }
        try await turnstile.acquire()
        defer { turnstile.release() }
        try await waitForPlace(makeRoom)
    }

    /// Reserves a place if one is free or can be freed.
    ///
    /// - Returns: the obstacle; nil if a place was reserved.
    func tryAdmit(_ makeRoom: () -> Bool) -> VMError? {
        if let closed = state.withLock({ $0.closed }) { return closed }
        // Waiting requests come first.
        if whenFull == .wait, state.withLock({ $0.isWanted }) {
            return Excess.workers(maximum: maximumWorkers ?? 0).error
        }
        while let excess = reserve() {
            guard makeRoom() else { return excess.error }
        }
        return nil
    }

    nonisolated(nonsending) private func waitForPlace(_ makeRoom: () -> Bool) async throws(VMError) {
        var isWaiting = false
        defer {
            if isWaiting {
                state.withLock { $0.isWanted = false }
                room.leave()
            }
        }
        while true {
            let (generation, closed) = state.withLock { ($0.generation, $0.closed) }
            if let closed { throw closed }
            if Task.isCancelled { throw VMError.cancelledBeforeItBegan }
            if reserve() == nil { return }
            if makeRoom() { continue }
            if !isWaiting {
                try room.enter()
                isWaiting = true
                state.withLock { $0.isWanted = true }
            }
            await waitForChange(since: generation)
        }
    }

    private func reserve() -> Excess? {
        guard state.withLock({ $0.reserve() }) else { return .workers(maximum: maximumWorkers ?? 0) }
        guard let maximumMemory else { return nil }
        let used = memory
        guard used > maximumMemory.bytes else { return nil }
        state.withLock { $0.cancelReservation() }
        return .memory(used: used, maximum: maximumMemory)
    }

    nonisolated(nonsending) private func waitForChange(since generation: Int) async {
        var timer: TimerQueue.Token?
        let reactor = try? Reactor.shared()
        if measuresMemory {
            timer = reactor?.schedule(after: Self.pauseBetweenMeasurements) { self.somethingChanged() }
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let waits = !Task.isCancelled && state.withLock { $0.wait(since: generation, continuation) }
                if !waits { continuation.resumeUnlocked(returning: ()) }
            }
        } onCancel: {
            somethingChanged()
        }
        if let timer { reactor?.cancel(timer) }
    }

    private func somethingChanged() {
        state.withLock { $0.change() }?.resumeUnlocked(returning: ())
    }
}
