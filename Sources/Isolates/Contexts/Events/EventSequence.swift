/// What contexts tell without being asked, one after the other: console entries, or unhandled rejections.
///
/// It begins when it is asked for. It ends when its context or supervisor is gone and every entry was read. Until then
/// it keeps at most 1 MiB of encoded entries that were not read. A script that writes more waits, and a run does not
/// return before what it has written fits in: read in a task of its own. A sequence that nobody refers to any more
/// keeps no entries and delays no script.
///
/// Each entry goes to every sequence, and within a sequence to one of its iterators. Entries that a run has written are
/// there when it returns, and when it was killed soon after.
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

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let reader: EventReader
        fileprivate let decode: @Sendable (QueuedEvent) -> Element?

        /// The next entry; nil at the end, and where the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> Element? {
            while let event = await reader.channel.next() {
                if let element = decode(event) { return element }
            }
            return nil
        }
    }
}

/// Keeps a channel open until nobody can read it any more.
final class EventReader: Sendable {
    let channel: EventChannel

    init(_ channel: EventChannel) {
        self.channel = channel
    }

    deinit {
        channel.close()
    }
}
