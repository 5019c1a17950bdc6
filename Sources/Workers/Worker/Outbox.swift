import DequeModule

/// What is still to be written to a worker, in order.
struct Outbox: Sendable {
    struct Message: Sendable {
        /// The request that it is; nil for what is not answered.
        let request: Int?
        let bytes: [UInt8]
        /// Whether it is kept back until the worker is there.
        let waitsForStart: Bool
    }

    /// Part of a message, to be written by whoever has taken it.
    struct Chunk: Sendable {
        let bytes: [UInt8]
        let offset: Int
    }

    private var messages: Deque<Message> = []
    /// Bytes of the first message that have been written.
    private var written = 0
    /// Bytes that wait.
    private(set) var count = 0

    mutating func append(_ message: Message) {
        messages.append(message)
        count += message.bytes.count
    }

    /// The request that is written next, or being written.
    var firstRequest: Int? { messages.first?.request }

    /// What is to be written next; nil where there is nothing, or where it is kept back.
    func next(hasStarted: Bool) -> Chunk? {
        guard let first = messages.first, hasStarted || !first.waitsForStart else { return nil }
        return Chunk(bytes: first.bytes, offset: written)
    }

    /// - Parameter bytes: how many bytes of what `next` gave were written.
    /// - Returns: the request whose first byte was among them; nil where there was none.
    mutating func wrote(_ bytes: Int) -> Int? {
        guard bytes > 0, let first = messages.first else { return nil }
        let begun = written == 0 ? first.request : nil
        written += bytes
        count -= bytes
        if written == first.bytes.count {
            messages.removeFirst()
            written = 0
        }
        return begun
    }
}
