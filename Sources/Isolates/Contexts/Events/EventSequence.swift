/// A sequence of console entries or unhandled rejections of contexts.
///
/// The sequence starts with the call that makes it, and ends when its context or supervisor is gone and every entry was
/// read. It keeps at most 1 MiB of encoded unread entries. A script that writes more waits, and a run does not return
/// until its entries fit, so read the sequence in a task of its own. A sequence that nothing refers to keeps no entries
/// and delays no script.
///
/// Each entry goes to every sequence, and within a sequence to one of its iterators. When a run returns, its entries
/// are in the sequence; if the run was killed, they follow soon after.
///
/// ```swift
/// let entries = context.consoleEntries()
/// let reader = Task { for await entry in entries { print(entry.arguments) } }
/// ```
public struct EventSequence<Element: Sendable>: AsyncSequence, Sendable {
    public typealias Failure = Never

    private let reader: EventReader
    private let decode: @Sendable (QueuedEvent) -> Element?

    init(_ reader: EventReader, decode: @escaping @Sendable (QueuedEvent) -> Element?) {
        self.reader = reader
        self.decode = decode
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(reader: reader, decode: decode)
    }

    /// Takes the entries of a sequence one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let reader: EventReader
        fileprivate let decode: @Sendable (QueuedEvent) -> Element?

        /// The next entry; nil at the end, or if the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> Element? {
            while let event = await reader.channel.next() {
                if let element = decode(event) { return element }
            }
            return nil
        }
    }
}

/// Keeps a channel open as long as it can be read.
final class EventReader: Sendable {
    let channel: EventChannel

    init(_ channel: EventChannel) {
        self.channel = channel
    }

    deinit {
        channel.close()
    }
}
