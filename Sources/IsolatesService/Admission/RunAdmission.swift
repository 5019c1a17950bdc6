import IsolatesRPC
import Synchronization

/// Gives runs their turns.
final class RunAdmission: Sendable {
    private struct State {
        var schedule: RunSchedule<Int>
        var waiters: [Int: UnsafeContinuation<Bool, Never>] = [:]
        /// Tickets whose turn came (true) or was withdrawn (false) before anybody waited for it.
        var early: [Int: Bool] = [:]
        var lastTicket = 0
    }

    private let state: Mutex<State>

    /// - Parameter maximum: how many runs may be in progress at once.
    init(maximum: Int) {
        state = Mutex(State(schedule: RunSchedule(maximum: maximum)))
    }

    /// Waits for a turn. The caller must give it back by `release`.
    func wait(of tenant: String, maximum: Int) async throws(RPCError) {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        resume(
            state.withLock { state in
                let begun = state.schedule.request(ticket, of: tenant, maximum: maximum)
                return Self.take(begun, &state)
            })
        let isMine = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let early = state.withLock { state -> Bool? in
                    if let early = state.early.removeValue(forKey: ticket) { return early }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            withdraw(ticket, of: tenant)
        }
        guard isMine else { throw .cancelled }
    }

    /// Takes a turn without waiting.
    func force(of tenant: String) {
        state.withLock { $0.schedule.force(of: tenant) }
    }

    /// Gives a turn back.
    func release(of tenant: String) {
        resume(
            state.withLock { state in
                let begun = state.schedule.release(of: tenant)
                return Self.take(begun, &state)
            })
    }

    private func withdraw(_ ticket: Int, of tenant: String) {
        let waiter = state.withLock { state -> UnsafeContinuation<Bool, Never>? in
            guard state.schedule.withdraw(ticket, of: tenant) else { return nil }
            if let waiter = state.waiters.removeValue(forKey: ticket) { return waiter }
            state.early[ticket] = false
            return nil
        }
        waiter?.resume(returning: false)
    }

    private static func take(_ begun: [Int], _ state: inout State) -> [UnsafeContinuation<Bool, Never>] {
        begun.compactMap { ticket in
            if let waiter = state.waiters.removeValue(forKey: ticket) { return waiter }
            state.early[ticket] = true
            return nil
        }
    }

    private func resume(_ waiters: [UnsafeContinuation<Bool, Never>]) {
        for waiter in waiters { waiter.resume(returning: true) }
    }
}
