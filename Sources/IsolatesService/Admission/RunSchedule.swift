import DequeModule

/// Decides which run begins next. Each tenant has a queue; the queues are served in turn, within a limit for each
/// tenant and one for all. The schedule has no side effects: each change returns the runs that begin with it.
package struct RunSchedule<Ticket: Hashable & Sendable>: Sendable {
    private struct Line: Sendable {
        var running = 0
        var maximum: Int
        var waiting: Deque<Ticket> = []
    }

    private let maximum: Int
    private var lines: [String: Line] = [:]
    /// The tenants that wait; the first one is served next.
    private var turns: Deque<String> = []
    /// How many runs are in progress.
    package private(set) var running = 0

    /// - Parameter maximum: how many runs may be in progress at once, at least 1.
    package init(maximum: Int) {
        self.maximum = maximum
    }

    /// How many runs wait.
    package var waiting: Int { lines.values.reduce(0) { $0 + $1.waiting.count } }

    /// A run asks for its turn.
    ///
    /// - Parameter maximum: how many runs of the tenant may be in progress at once.
    /// - Returns: the runs that begin now; this may be one of them.
    package mutating func request(_ ticket: Ticket, of tenant: String, maximum: Int) -> [Ticket] {
        var line = lines[tenant] ?? Line(maximum: maximum)
        line.maximum = maximum
        line.waiting.append(ticket)
        if line.waiting.count == 1 { turns.append(tenant) }
        lines[tenant] = line
        return next()
    }

    /// A run begins, whether there is room or not.
    package mutating func force(of tenant: String) {
        lines[tenant, default: Line(maximum: 1)].running += 1
        running += 1
    }

    /// A run has ended, or begins to wait for its client.
    ///
    /// - Returns: the runs that begin now.
    package mutating func release(of tenant: String) -> [Ticket] {
        lines[tenant]?.running -= 1
        running -= 1
        // Tenants that came while it was in progress have not had a turn since, and are served first.
        if let index = turns.firstIndex(of: tenant) { turns.append(turns.remove(at: index)) }
        forgetIfUnused(tenant)
        return next()
    }

    /// A run gives up waiting.
    ///
    /// - Returns: whether it was waiting.
    package mutating func withdraw(_ ticket: Ticket, of tenant: String) -> Bool {
        guard let index = lines[tenant]?.waiting.firstIndex(of: ticket) else { return false }
        lines[tenant]?.waiting.remove(at: index)
        if lines[tenant]?.waiting.isEmpty == true { turns.removeAll { $0 == tenant } }
        forgetIfUnused(tenant)
        return true
    }

    private mutating func next() -> [Ticket] {
        var begun: [Ticket] = []
        while running < maximum, let index = turns.firstIndex(where: { lines[$0]!.running < lines[$0]!.maximum }) {
            let tenant = turns.remove(at: index)
            begun.append(lines[tenant]!.waiting.removeFirst())
            lines[tenant]!.running += 1
            running += 1
            // Append: tenants that were passed over because they are at their own limits stay in front.
            if !lines[tenant]!.waiting.isEmpty { turns.append(tenant) }
        }
        return begun
    }

    private mutating func forgetIfUnused(_ tenant: String) {
        if let line = lines[tenant], line.running == 0, line.waiting.isEmpty { lines[tenant] = nil }
    }
}
