import Wire

/// Notices a script that writes to its console again and again, with nothing else in between.
///
/// A reader that sleeps has to be woken by each entry, which costs the script more than writing it. While a script
/// writes much, its pipe is therefore looked at after a pause, in which more entries come. Whatever else a worker sends
/// ends this: an answer or a call of a host function waits only if it is the first after many entries.
struct ConsoleBurst: Sendable {
    /// How long reading pauses, in nanoseconds.
    static let pause: UInt64 = 300_000

    /// Reads that bring only entries, one shortly after the other, before reading pauses.
    private static let readsBefore = 8
    /// The longest time between two of these reads, in nanoseconds.
    private static let longestGap: UInt64 = 1_000_000
    /// The bytes of a read after which reading goes on at once: a pipe holds little more (pipe(7)).
    private static let manyBytes = 1 << 15

    private var reads = 0
    private var lastRead: UInt64 = 0
    private var bytes = 0
    private var entries = 0
    private var others = 0

    mutating func took(bytes count: Int) {
        bytes += count
    }

    mutating func took(_ message: ReplyHeader) {
        if case .console = message { entries += 1 } else { others += 1 }
    }

    /// Nothing more is there for now.
    ///
    /// - Parameter isWithinFrame: whether the last frame is not complete.
    /// - Returns: whether to pause before more is read.
    mutating func ended(at now: UInt64, isWithinFrame: Bool) -> Bool {
        defer { (bytes, entries, others, lastRead) = (0, 0, 0, now) }
        guard entries > 0, others == 0, now - lastRead <= Self.longestGap + Self.pause else {
            reads = 0
            return false
        }
        reads += 1
        return reads > Self.readsBefore && bytes < Self.manyBytes && !isWithinFrame
    }
}
