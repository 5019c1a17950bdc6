import DequeModule

/// The messages that are still to be written to a worker, in order.
struct Outbox: Sendable {
    struct Message: Sendable {
        /// The request's id; nil for a message that gets no answer.
        let request: Int?
        let bytes: [UInt8]
        /// Whether it is held back until the worker is ready.
        let waitsForStart: Bool
    }

    /// The part of a message that the caller is to write.
    struct Chunk: Sendable {
        let bytes: [UInt8]
        let offset: Int
    }

    private var messages: Deque<Message> = []
    /// The number of bytes of the first message that have been written.
    private var written = 0
    /// The number of bytes that wait.
    private(set) var count = 0

    mutating func append(_ message: Message) {
        messages.append(message)
        count += message.bytes.count
    }

    /// The request that is being written or is written next.
    var firstRequest: Int? { messages.first?.request }

    /// The chunk to write next; nil if there is none, or if the next message is held back.
    func next(hasStarted: Bool) -> Chunk? {
        guard let first = messages.first, hasStarted || !first.waitsForStart else { return nil }
        return Chunk(bytes: first.bytes, offset: written)
    }

    /// - Parameter bytes: how many bytes of the chunk that `next` returned were written.
    /// - Returns: the request whose first byte was among them; nil if there was none.
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
