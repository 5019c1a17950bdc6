#if Service
    import IsolatesRPC
    import NIOCore
    import NIOWebSocket

    /// Serves one client over a WebSocket (RFC 6455). Each text message is a message of rpc.md.
    final class WebSocketConnection: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        typealias OutboundOut = WebSocketFrame

        /// How often a client is sent a ping, and how long it may be silent, or read nothing.
        private static let pingInterval = TimeAmount.seconds(20)
        private static let patience = TimeAmount.seconds(60)

        private let service: Service
        private let session: RPCSession
        private let transport: WebSocketTransport
        private let arrivals: Arrivals
        private var messages: MessageQueue!
        /// Messages that came since the event loop last looked for input.
        private var newMessages: [[UInt8]] = []
        private var lastHeard = NIODeadline.now()
        private var lastSent = 0
        private var lastProgress = NIODeadline.now()
        private var isClosing = false
        private var isOver = false

        init(_ service: Service, _ gate: TenantGate, _ channel: any Channel, _ arrivals: Arrivals) {
            self.service = service
            self.arrivals = arrivals
            transport = WebSocketTransport(channel)
            var options = RPCSession.Options()
            options.gate = gate
            options.mayDetach = true
            session = RPCSession(service.host, transport, options)
        }

        func handlerAdded(context: ChannelHandlerContext) {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            messages = MessageQueue(take: { [session] in session.receive($0) }) {
                loop.execute {
                    let (connection, context) = bound.value
                    connection.readIfPossible(context)
                }
            }
            service.sessions.add(session)
            if let deadline = service.timeToDeadline {
                session.notify("draining") { $0.write("deadline", milliseconds: deadline) }
            }
            scheduleCheck(context)
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            end()
        }

        func channelInactive(context: ChannelHandlerContext) {
            end()
            context.fireChannelInactive()
        }

        private func end() {
            isOver = true
            transport.close()
            service.sessions.remove(session)
            session.close()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            lastHeard = .now()
            var frame = unwrapInboundIn(data)
            guard !isClosing else { return }
            switch frame.opcode {
            case .text:
                take(Array(frame.unmaskedData.readableBytesView), context)
            case .binary: close(context, .unacceptableData)
            case .ping:
                let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
                context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
            case .connectionClose:
                var data = frame.unmaskedData
                close(context, data.readWebSocketErrorCode() ?? .normalClosure)
            default: break
            }
            frame.data.clear()
        }

        private func take(_ message: [UInt8], _ context: ChannelHandlerContext) {
            newMessages.append(message)
            guard newMessages.count == 1 else { return }
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            arrivals.add { [self] onLoop in
                let messages = newMessages
                newMessages = []
                guard !isOver else { return }
                receive(messages, onLoop: onLoop)
                let context = bound.value
                if !canRead(context) { context.channel.setOption(.autoRead, value: false).whenComplete { _ in } }
            }
        }

        /// Hands messages to the session: in the order in which they came, and on the event loop if they are short.
        private func receive(_ new: [[UInt8]], onLoop: Bool) {
            guard messages.isEmpty, new.reduce(0, { $0 + $1.count }) <= Arrivals.mostOnLoop else {
                for message in new { messages.add(message) }
                return
            }
            for message in new.dropLast() { session.receive(message) }
            if let last = new.last { session.receive(last, onCaller: onLoop) }
        }

        /// Whether to read from the client: not while it does not read its answers, or sends faster than it can be
        /// served.
        private func canRead(_ context: ChannelHandlerContext) -> Bool {
            context.channel.isWritable && messages.hasRoom
        }

        private func readIfPossible(_ context: ChannelHandlerContext) {
            guard canRead(context) else { return }
            context.channel.setOption(.autoRead, value: true).whenComplete { _ in }
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if context.channel.isWritable {
                readIfPossible(context)
            } else {
                context.channel.setOption(.autoRead, value: false).whenComplete { _ in }
            }
            context.fireChannelWritabilityChanged()
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            close(context, error is NIOWebSocketFrameAggregator.Error ? .messageTooLarge : .protocolError)
        }

        private func scheduleCheck(_ context: ChannelHandlerContext) {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.pingInterval) {
                let (connection, context) = bound.value
                connection.check(context)
            }
        }

        private func check(_ context: ChannelHandlerContext) {
            guard context.channel.isActive, !isClosing else { return }
            let progress = transport.progress
            if progress.sent > lastSent || progress.unsent == 0 { lastProgress = .now() }
            lastSent = progress.sent
            // A client that is not read cannot be heard.
            let isSilent = canRead(context) && .now() - lastHeard > Self.patience
            guard !isSilent, .now() - lastProgress <= Self.patience else { return context.close(promise: nil) }
            context.writeAndFlush(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())), promise: nil)
            scheduleCheck(context)
        }

        /// Sends a close frame, and closes the connection.
        func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
            guard !isClosing else { return }
            isClosing = true
            var data = ByteBuffer()
            data.write(webSocketErrorCode: code)
            let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(frame)).whenComplete { _ in bound.value.close(promise: nil) }
        }
    }
#endif
