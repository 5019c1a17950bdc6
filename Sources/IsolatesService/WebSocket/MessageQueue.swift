#if Service
    import DequeModule
    import Dispatch
    import Synchronization

    /// Processes a client's messages one after the other, outside the event loop, which has other connections to serve.
    final class MessageQueue: Sendable {
        /// Above this number of bytes in waiting messages, no more are read.
        static let capacity = 4 << 20

        private struct State {
            var messages: Deque<[UInt8]> = []
            var bytes = 0
            var isWorking = false
        }

        private let state = Mutex(State())
        private let queue = DispatchQueue(label: "isolates.service.messages")
        private let take: @Sendable ([UInt8]) -> Void
        private let whenRoom: @Sendable () -> Void

        /// - Parameters:
        ///   - take: gets each message.
        ///   - whenRoom: called when there is room again after there was none.
        init(take: @escaping @Sendable ([UInt8]) -> Void, whenRoom: @escaping @Sendable () -> Void) {
            self.take = take
            self.whenRoom = whenRoom
        }

        /// Whether all messages have been processed.
        var isEmpty: Bool { state.withLock { !$0.isWorking } }

        var hasRoom: Bool { state.withLock { $0.bytes <= Self.capacity } }

        func add(_ message: [UInt8]) {
            let begins = state.withLock { state in
                state.messages.append(message)
                state.bytes += message.count
                defer { state.isWorking = true }
                return !state.isWorking
            }
            if begins { queue.async { self.work() } }
        }

        private func work() {
            while let message = next() {
                take(message)
                let hasRoomAgain = state.withLock { state in
                    let before = state.bytes
                    state.bytes -= message.count
                    return before > Self.capacity && state.bytes <= Self.capacity
                }
                if hasRoomAgain { whenRoom() }
            }
        }

        private func next() -> [UInt8]? {
            state.withLock { state in
                if state.messages.isEmpty { state.isWorking = false }
                return state.messages.popFirst()
            }
        }
    }
#endif
