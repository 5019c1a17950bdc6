/// What a worker was told, during a request, of the memory that it has left. After the request the worker goes back to
/// its usual ways. Without this, the garbage of a script that holds little would use up its limit.
struct MemoryPressure: Sendable {
    /// What a worker may always allocate between two collections, in bytes.
    static let leastInterval = 1 << 20

    /// What follows from a measurement.
    struct Step: Equatable {
        /// What the worker is told that it may allocate between two collections, in bytes; nil for nothing.
        var interval: Int32?
        /// How many bytes more it may use before it is to be measured again.
        var allowance: Int
    }

    /// What was left when the worker was told last, in bytes.
    private var lastTold: Int?

    /// The worker is to collect its garbage sooner when it has used a quarter, and each time that what is left has
    /// halved.
    mutating func measured(left: Int, of limit: Int) -> Step {
        // What was said last holds from there on.
        if let lastTold, lastTold <= 4 * Self.leastInterval { return Step(allowance: left) }
        let threshold = lastTold.map { $0 / 2 } ?? (limit - limit / 4)
        guard left < threshold else { return Step(allowance: left - threshold) }
        lastTold = left
        return Step(interval: Int32(clamping: max(left / 4, Self.leastInterval)), allowance: left - left / 2)
    }
}
