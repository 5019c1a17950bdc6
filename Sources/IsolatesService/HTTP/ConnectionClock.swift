#if Service
    import NIOCore

    /// Keeps the deadline of a connection, which ends when a client takes too long. There is one deadline at a time.
    final class ConnectionClock {
        /// What the connection waits for.
        enum Wait {
            /// A request.
            case idle
            /// The rest of a request's head, whose first bytes have come.
            case head
            /// The rest of its body.
            case body
            /// The answer, for a client that has closed its side.
            case halfClosed
            /// The end of what a client still sends after its last answer.
            case leaving

            var limit: TimeAmount {
                switch self {
                case .idle: .seconds(75)
                case .head: .seconds(10)
                case .body: .seconds(10)
                case .halfClosed: .milliseconds(250)
                case .leaving: .seconds(1)
                }
            }
        }

        /// While a body arrives, each piece of it extends the deadline by this much, up to this long in all.
        private static let perPiece = TimeAmount.milliseconds(500)
        private static let mostForBody = TimeAmount.minutes(5)

        private var wait: Wait?
        private var scheduled: Scheduled<Void>?
        private var deadline = NIODeadline.now()
        private var latest = NIODeadline.now()

        func isWaiting(for wait: Wait) -> Bool { self.wait == wait }

        /// Waits for something else than before.
        func wait(_ wait: Wait, on context: ChannelHandlerContext, whenOver: @escaping (ChannelHandlerContext) -> Void)
        {
            stop()
            self.wait = wait
            deadline = .now() + wait.limit
            latest = .now() + Self.mostForBody
            schedule(context, whenOver)
        }

        /// Does something repeatedly.
        func `repeat`(
            _ wait: Wait, on context: ChannelHandlerContext, _ body: @escaping (ChannelHandlerContext) -> Void
        ) {
            self.wait(wait, on: context) { [weak self] context in
                body(context)
                self?.repeat(wait, on: context, body)
            }
        }

        /// A part of what the connection waits for has arrived.
        func progress() {
            guard wait == .body else { return }
            deadline = min(deadline + Self.perPiece, latest)
        }

        func stop() {
            wait = nil
            scheduled?.cancel()
            scheduled = nil
        }

        private func schedule(_ context: ChannelHandlerContext, _ whenOver: @escaping (ChannelHandlerContext) -> Void) {
            let bound = NIOLoopBound((self, context, whenOver), eventLoop: context.eventLoop)
            scheduled = context.eventLoop.scheduleTask(deadline: deadline) {
                let (clock, context, whenOver) = bound.value
                if NIODeadline.now() < clock.deadline { return clock.schedule(context, whenOver) }
                clock.wait = nil
                whenOver(context)
            }
        }
    }
#endif
