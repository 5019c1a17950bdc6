import CLinux
import Wire

/// What a worker was told during a request of the memory that it has left; after it the worker goes back to its ways.
/// Without that, garbage of a script that holds little would use up its limit.
struct MemoryPressure {
    /// What a worker may always allocate between two collections, in bytes.
    private static let leastInterval = 1 << 20

    /// What was left when the worker was told last, in bytes.
    private var told: Int?

    /// Tells the worker to collect its garbage sooner: when it has used a quarter, and each time that what is left has
    /// halved.
    ///
    /// - Returns: how many bytes more it may use before it is to be measured again.
    mutating func tell(_ pidfd: Int32, left: Int, of limit: Int) -> Int {
        // What was said last holds from there on.
        if let told, told <= 4 * Self.leastInterval { return left }
        let threshold = told.map { $0 / 2 } ?? (limit - limit / 4)
        guard left < threshold else { return left - threshold }
        // ESRCH: it is dead already.
        _ = cl_pidfd_send_value(pidfd, MemoryPressureSignal.number, Int32(clamping: max(left / 4, Self.leastInterval)))
        told = left
        return left - left / 2
    }
}
