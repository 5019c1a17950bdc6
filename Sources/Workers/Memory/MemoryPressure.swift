/// Decides when to tell a worker, during a request, to collect garbage more often. After the request the worker returns
/// to normal. Without this, a script that holds little memory could exceed its limit by garbage alone.
struct MemoryPressure: Sendable {
    /// The least number of bytes that a worker may allocate between two collections.
    static let leastInterval = 1 << 20

    /// The consequence of a measurement.
    struct Step: Equatable {
        /// How many bytes to tell the worker that it may allocate between two collections; nil to tell it nothing.
        var interval: Int32?
        /// How many more bytes the worker may use before it must be measured again.
        var allowance: Int
    }

    /// How many bytes were left when the worker was last told.
    private var lastTold: Int?

    /// Tells the worker to collect garbage more often when it has used a quarter of its limit, and each time that the
    /// remainder has halved.
    mutating func measured(left: Int, of limit: Int) -> Step {
        // The last interval is the least one, and stays in force.
        if let lastTold, lastTold <= 4 * Self.leastInterval { return Step(allowance: left) }
        let threshold = lastTold.map { $0 / 2 } ?? (limit - limit / 4)
        guard left < threshold else { return Step(allowance: left - threshold) }
        lastTold = left
        return Step(interval: Int32(clamping: max(left / 4, Self.leastInterval)), allowance: left - left / 2)
    }
}
