import Synchronization

extension WorkerPlaces {
    /// How often memory is measured while a context waits for it, in nanoseconds.
    private static let pauseBetweenMeasurements: UInt64 = 50_000_000

    /// A limit that a new context would go past.
    private enum Excess {
        case workers(maximum: Int)
        case memory(used: Int, maximum: ByteCount)

        var error: VMError {
            switch self {
            case .workers(let maximum):
                VMError(
                    unavailable: """
                        the supervisor has \(maximum) workers, its limit (maximumWorkers); dispose contexts that are of no use any more, \
                        or raise it
                        """)
            case .memory(let used, let maximum):
                VMError(
                    unavailable: """
                        the supervisor's workers use \(used) bytes, more than its limit of \(maximum) (maximumMemory); dispose contexts \
                        that are of no use any more, or raise it
                        """)
            }
        }
    }

    /// Reserves the place of a new context's worker. Whoever has it gives it back by `settle` when the worker was made,
    /// or can't be.
    ///
    /// - Parameter makeRoom: ends a worker that can be spared, and tells whether there was one.
    /// - Throws: `unavailable` past a limit, and where the supervisor is shut down; `interrupted` where the task is
    ///   cancelled meanwhile.
    nonisolated(nonsending) func admit(_ makeRoom: () -> Bool) async throws(VMError) {
        guard maximumWorkers != nil || maximumMemory != nil else { return state.withLock { $0.reserved += 1 } }
        guard whenFull == .wait else {
            while let excess = reserve() {
                guard makeRoom() else { throw excess.error }
            }
            return
        }
        try await turnstile.acquire()
        defer { turnstile.release() }
        try await waitForPlace(makeRoom)
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
            let (changes, closed) = state.withLock { ($0.changes, $0.closed) }
            if let closed { throw closed }
            if Task.isCancelled { throw VMError(.interrupted(.cancel)) }
            if reserve() == nil { return }
            if makeRoom() { continue }
            if !isWaiting {
                try room.enter()
                isWaiting = true
                state.withLock { $0.isWanted = true }
            }
            await waitForChange(since: changes)
        }
    }

    /// Reserves the place of a checkpoint, or of a worker forked ahead, for which nobody else is to make room.
    ///
    /// - Returns: what is in the way; nil where it has a place.
    func reserveForCopy() -> String? {
        guard let maximumWorkers else {
            state.withLock { $0.reserved += 1 }
            return nil
        }
        let isReserved = state.withLock { state in
            guard !state.isWanted, state.workers.count + state.reserved < maximumWorkers else { return false }
            state.reserved += 1
            return true
        }
        return isReserved ? nil : "the supervisor has \(maximumWorkers) workers, its limit (maximumWorkers)"
    }

    /// The worker was made, or can't be.
    func settle() {
        change { $0.reserved -= 1 }
    }

    private func reserve() -> Excess? {
        let excess = state.withLock { state -> Excess? in
            if let maximumWorkers, state.workers.count + state.reserved >= maximumWorkers {
                return .workers(maximum: maximumWorkers)
            }
            state.reserved += 1
            return nil
        }
        if let excess { return excess }
        guard let maximumMemory else { return nil }
        let used = memory
        guard used > maximumMemory.bytes else { return nil }
        // Not by `settle`: nothing has changed that whoever waits, which is this caller, could go on from.
        state.withLock { $0.reserved -= 1 }
        return .memory(used: used, maximum: maximumMemory)
    }

    nonisolated(nonsending) private func waitForChange(since changes: Int) async {
        var timer: TimerQueue.Token?
        if measuresMemory {
            timer = Reactor.shared.schedule(at: System.now() + Self.pauseBetweenMeasurements) { [weak self] in
                self?.change { _ in }
            }
        }
        defer { if let timer { Reactor.shared.cancel(timer) } }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let hasChanged = state.withLock { state in
                    guard state.changes == changes, !Task.isCancelled else { return true }
                    state.waiter = continuation
                    return false
                }
                if hasChanged { continuation.resume() }
            }
        } onCancel: {
            change { _ in }
        }
    }
}
