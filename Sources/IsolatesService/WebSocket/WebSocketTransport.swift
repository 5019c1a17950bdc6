#if Service
    import IsolatesRPC
    import NIOCore
    import NIOWebSocket
    import Synchronization

    /// Sends messages as text frames.
    final class WebSocketTransport: RPCTransport {
        /// Above this number of unsent bytes, `sendInTurn` waits.
        static let capacity = 1 << 20

        private struct State {
            /// Messages that the event loop has not written yet.
            var unwritten: [[UInt8]] = []
            var isWriting = false
            var unsent = 0
            /// How many bytes have been sent so far.
            var sent = 0
            var isClosed = false
            var waiters: [UnsafeContinuation<Void, Never>] = []

            mutating func takeWaiters() -> [UnsafeContinuation<Void, Never>] {
                guard isClosed || unsent <= capacity else { return [] }
                defer { waiters = [] }
                return waiters
            }
        }

        private let channel: any Channel
        private let state = Mutex(State())

        init(_ channel: any Channel) {
            self.channel = channel
        }

        func send(_ message: [UInt8]) {
            let begins = state.withLock { state in
                guard !state.isClosed else { return false }
                state.unsent += message.count
                state.unwritten.append(message)
                defer { state.isWriting = true }
                return !state.isWriting
            }
            if begins { channel.eventLoop.execute { self.write() } }
        }

        /// Writes what there is, and has it sent together.
        private func write() {
            let messages = state.withLock { state in
                defer {
                    state.unwritten = []
                    state.isWriting = false
                }
                return state.unwritten
            }
            for message in messages {
                let frame = WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: message))
                channel.write(frame).whenComplete { [self] _ in
                    resume(
                        state.withLock { state in
                            state.unsent -= message.count
                            state.sent += message.count
                            return state.takeWaiters()
                        })
                }
            }
            channel.flush()
        }

        func sendInTurn(_ message: [UInt8]) async {
            send(message)
            await withUnsafeContinuation { continuation in
                resume(
                    state.withLock { state in
                        state.waiters.append(continuation)
                        return state.takeWaiters()
                    })
            }
        }

        /// How many bytes have been sent, and how many still have to be.
        var progress: (sent: Int, unsent: Int) { state.withLock { ($0.sent, $0.unsent) } }

        /// The client is gone: nothing more is sent, and nobody waits.
        func close() {
            resume(
                state.withLock { state in
                    state.isClosed = true
                    return state.takeWaiters()
                })
        }

        private func resume(_ waiters: [UnsafeContinuation<Void, Never>]) {
            for waiter in waiters { waiter.resume() }
        }
    }
#endif
