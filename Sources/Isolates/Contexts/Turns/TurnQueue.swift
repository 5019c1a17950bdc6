import DequeModule

/// Whether the turn in a context is taken, and the callers that wait for it, in the order in which they came. A state
/// machine: its methods return the waiters to resume.
struct TurnQueue<Waiter: Sendable>: Sendable {
    /// Names a caller from `ask` until `forget`.
    typealias Ticket = UInt64

    private struct Entry: Sendable {
        let ticket: Ticket
        let waiter: Waiter
    }

    private(set) var isTaken = false
    private var entries: Deque<Entry> = []
    private var lastTicket: Ticket = 0
    /// Tickets that were cancelled before they waited.
    private var cancelled: Set<Ticket> = []
    private(set) var isClosed = false

    /// How many callers wait.
    var count: Int { entries.count }

    /// Takes the turn if it is free.
    mutating func tryTake() -> Bool {
        guard !isTaken, !isClosed else { return false }
        isTaken = true
        return true
    }

    /// A ticket for a caller that is going to wait.
    mutating func ask() -> Ticket {
        lastTicket += 1
        return lastTicket
    }

    enum WaitOutcome {
        case hasTurn
        case waits
        case cancelled
        case closed
    }

    mutating func wait(_ ticket: Ticket, _ waiter: Waiter) -> WaitOutcome {
        if cancelled.remove(ticket) != nil { return .cancelled }
        if isClosed { return .closed }
        if tryTake() { return .hasTurn }
        entries.append(Entry(ticket: ticket, waiter: waiter))
        return .waits
    }

    /// Gives the turn back.
    ///
    /// - Returns: the waiter that has the turn now; nil if none waits.
    mutating func release() -> Waiter? {
        let next = entries.popFirst()
        if next == nil { isTaken = false }
        return next?.waiter
    }

    /// - Returns: the waiter, which is removed; nil if the caller does not wait yet, or has had its turn.
    mutating func cancel(_ ticket: Ticket) -> Waiter? {
        guard let index = entries.firstIndex(where: { $0.ticket == ticket }) else {
            cancelled.insert(ticket)
            return nil
        }
        return entries.remove(at: index).waiter
    }

    /// The ticket is no longer used.
    mutating func forget(_ ticket: Ticket) {
        cancelled.remove(ticket)
    }

    /// Gives no more turns.
    ///
    /// - Returns: the waiters.
    mutating func close() -> [Waiter] {
        isClosed = true
        defer { entries = [] }
        return entries.map(\.waiter)
    }
}
