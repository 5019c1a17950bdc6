import DequeModule

/// Who has the turn in a context, and who waits for it, in the order in which they came. It does nothing by itself:
/// each change returns whom to tell.
struct TurnQueue<Waiter: Sendable>: Sendable {
    /// Names one who asks, from `ask` until the turn is given back.
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

    /// How many wait.
    var count: Int { entries.count }

    /// Takes the turn where nobody has it.
    mutating func tryTake() -> Bool {
        guard !isTaken, !isClosed else { return false }
        isTaken = true
        return true
    }

    /// A ticket for one who is going to wait.
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
    /// - Returns: who has it now; nil for nobody.
    mutating func release() -> Waiter? {
        let next = entries.popFirst()
        if next == nil { isTaken = false }
        return next?.waiter
    }

    /// - Returns: who waits no more; nil where that one did not yet, or has had its turn.
    mutating func cancel(_ ticket: Ticket) -> Waiter? {
        guard let index = entries.firstIndex(where: { $0.ticket == ticket }) else {
            cancelled.insert(ticket)
            return nil
        }
        return entries.remove(at: index).waiter
    }

    /// Whoever had a ticket does not use it any more.
    mutating func forget(_ ticket: Ticket) {
        cancelled.remove(ticket)
    }

    /// Nobody gets a turn any more.
    ///
    /// - Returns: those who wait.
    mutating func close() -> [Waiter] {
        isClosed = true
        defer { entries = [] }
        return entries.map(\.waiter)
    }
}
