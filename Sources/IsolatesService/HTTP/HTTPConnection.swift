#if Service
    import IsolatesRPC
    import NIOCore
    import NIOHTTP1
    import NIOWebSocket

    /// Serves the requests of one connection, one after the other. Everything happens on the connection's event loop.
    final class HTTPConnection: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private enum Stage {
            /// Between requests.
            case idle
            case receiving(HTTPRequestHead, Service.Preparation, ByteBuffer)
            /// The request has been answered already; the rest of it is ignored.
            case discarding
            /// The request waits for its answer.
            case answering(HTTPRequestHead, Exchange?)
        }

        private let service: Service
        private let peer: Peer
        private let arrivals: Arrivals
        private var stage = Stage.idle
        /// How many requests have begun.
        private var count = 0
        private lazy var clock = ConnectionClock()
        private var isInputClosed = false
        /// Whether the last answer was that what came is no request.
        private var isRefused = false

        init(_ service: Service, _ peer: Peer, _ arrivals: Arrivals) {
            self.service = service
            self.peer = peer
            self.arrivals = arrivals
        }

        func handlerAdded(context: ChannelHandlerContext) {
            clock.wait(.idle, on: context) { $0.close(promise: nil) }
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            clock.stop()
        }

        /// Some bytes of a request have come.
        func bytesCame(_ context: ChannelHandlerContext) {
            guard case .idle = stage else { return clock.progress() }
            guard !clock.isWaiting(for: .head) else { return }
            clock.wait(.head, on: context) { $0.close(promise: nil) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !clock.isWaiting(for: .leaving) else { return }
            switch unwrapInboundIn(data) {
            case .head(let head): begin(head, context)
            case .body(let bytes): take(bytes, context)
            case .end: end(context)
            }
        }

        private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
            count += 1
            clock.wait(.body, on: context) { $0.close(promise: nil) }
            let preparation = service.prepare(ServiceRequest(head, peer))
            let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            if length > service.configuration.maximumBody {
                return answerEarly(.tooLarge(service.configuration.maximumBody), to: head, context)
            }
            // The client waits for permission to send a body that is not needed.
            if case .answer(let answer) = preparation, head.expectsContinue {
                return answerEarly(answer, to: head, context)
            }
            stage = .receiving(head, preparation, ByteBuffer())
            if head.expectsContinue { writeContinue(context) }
        }

        private func take(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
            guard case .receiving(let head, let preparation, var body) = stage else { return }
            // The body of a refused request is not kept.
            if case .answer = preparation { return }
            guard body.readableBytes + bytes.readableBytes <= service.configuration.maximumBody else {
                return answerEarly(.tooLarge(service.configuration.maximumBody), to: head, context)
            }
            // Release the other reference to the buffer, so that it grows in place.
            stage = .discarding
            body.writeImmutableBuffer(bytes)
            stage = .receiving(head, preparation, body)
        }

        private func end(_ context: ChannelHandlerContext) {
            switch stage {
            case .receiving(let head, .answer(let answer), _):
                stage = .answering(head, nil)
                clock.stop()
                write(answer, to: head, context)
            case .receiving(let head, .call(let call, let gate), let body):
                stage = .answering(head, nil)
                clock.stop()
                let number = count
                arrivals.add { [self] onLoop in
                    // The client may have gone meanwhile.
                    guard number == count, case .answering = stage else { return }
                    perform(call, gate, body, head, onLoop: onLoop, context)
                }
            case .discarding: becomeIdle(context)
            case .idle, .answering: break
            }
        }

        private func perform(
            _ call: Route.RPCCall, _ gate: TenantGate, _ body: ByteBuffer, _ head: HTTPRequestHead, onLoop: Bool,
            _ context: ChannelHandlerContext
        ) {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            let number = count
            let exchange = service.perform(
                call, gate, body: Array(body.readableBytesView),
                onCaller: onLoop && body.readableBytes <= Arrivals.mostOnLoop
            ) { answer in
                loop.runOrExecute {
                    let (connection, context) = bound.value
                    connection.deliver(answer, to: number, context)
                }
            }
            // With the answer, the next request may have begun.
            if number == count, case .answering(_, nil) = stage { stage = .answering(head, exchange) }
        }

        private func deliver(_ answer: ServiceAnswer, to number: Int, _ context: ChannelHandlerContext) {
            guard number == count, case .answering(let head, _) = stage else { return }
            write(answer, to: head, context)
        }

        /// Answers before the whole request has arrived.
        private func answerEarly(_ answer: ServiceAnswer, to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
            stage = .discarding
            writer(context).write(answer, to: head, isLast: head.isLast) { [self] context in
                if head.isLast || isInputClosed { leave(context) }
            }
        }

        private func write(_ answer: ServiceAnswer, to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
            let isLast = head.isLast || isInputClosed || service.stage != .serving
            becomeIdle(context)
            writer(context).write(answer, to: head, isLast: isLast) { context in
                if isLast { context.close(promise: nil) }
            }
        }

        /// Answers a malformed request and ends the connection.
        private func refuse(_ context: ChannelHandlerContext, _ answer: ServiceAnswer) {
            stage = .discarding
            isRefused = true
            clock.stop()
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "")
            writer(context).write(answer, to: head, isLast: true) { [self] in leave($0) }
        }

        /// Ends the connection after an answer that a client may read only once it has sent the rest of its request. If
        /// that came to a closed socket, the kernel would reset the connection, and the answer would be lost.
        private func leave(_ context: ChannelHandlerContext) {
            guard !isInputClosed else { return context.close(promise: nil) }
            context.close(mode: .output, promise: nil)
            clock.wait(.leaving, on: context) { $0.close(promise: nil) }
        }

        private func becomeIdle(_ context: ChannelHandlerContext) {
            stage = .idle
            clock.wait(.idle, on: context) { $0.close(promise: nil) }
        }

        private func writer(_ context: ChannelHandlerContext) -> HTTPAnswerWriter {
            HTTPAnswerWriter(context, host: service.configuration.hostName)
        }

        private func writeContinue(_ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))))
                .whenComplete { _ in }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // The request is passed on, and is answered with the reason.
            if error is NIOWebSocketUpgradeError { return }
            // The rest of a request that was refused cannot be read either.
            guard !isRefused else { return }
            guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
            let status: Status = error == .headerOverflow ? .headerFieldsTooLarge : .badRequest
            refuse(context, ServiceAnswer(.malformed("this is no request of HTTP/1.1: \(error)"), status))
        }

        func channelInactive(context: ChannelHandlerContext) {
            clock.stop()
            if case .answering(_, let exchange) = stage { exchange?.cancel() }
            stage = .discarding
            context.fireChannelInactive()
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { inputClosed(context) }
            context.fireUserInboundEventTriggered(event)
        }

        /// The client sends nothing more. Whether it still reads or is gone shows only when something is written to it:
        /// if it is gone, the kernel reports that, and the connection becomes inactive.
        private func inputClosed(_ context: ChannelHandlerContext) {
            isInputClosed = true
            guard case .answering = stage else { return context.close(promise: nil) }
            clock.repeat(.halfClosed, on: context) { [self] context in
                if case .answering = stage { writeContinue(context) }
            }
        }
    }

    extension HTTPRequestHead {
        /// Whether no request can come after it on its connection.
        fileprivate var isLast: Bool { !isKeepAlive || asksForUpgrade }

        var expectsContinue: Bool {
            headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
        }
    }

    extension EventLoop {
        /// Does something on the event loop: at once if this is its thread.
        fileprivate func runOrExecute(_ body: @escaping @Sendable () -> Void) {
            if inEventLoop { body() } else { execute(body) }
        }
    }

    extension ServiceAnswer {
        static func tooLarge(_ limit: Int) -> ServiceAnswer { ServiceAnswer(.bodyTooLarge(limit: limit)) }
    }
#endif
