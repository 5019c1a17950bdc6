#if Service
    import NIOCore
    import NIOHTTP1
    import NIOPosix

    /// Sends single requests to a service.
    struct ServiceClient: Sendable {
        struct Answer: Sendable {
            let status: Int
            let host: String?
            let body: [UInt8]
        }

        static let timeout = TimeAmount.seconds(10)
        private static let maximumBody = 1 << 24

        let server: ServerAddress
        let token: String?

        /// - Throws: an error with the reason if no answer comes in time.
        func request(_ method: HTTPMethod, _ path: String, _ body: String = "") async throws -> Answer {
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let promise = loop.makePromise(of: Answer.self)
            let timer = loop.scheduleTask(in: Self.timeout) {
                promise.fail(ServiceFailure(.unavailable, "there was no answer within 10 s"))
            }
            do {
                let channel = try await connect(loop, promise)
                try await channel.writeAndFlush(HTTPClientRequestPart.head(head(method, path, body))).get()
                if !body.isEmpty {
                    try await channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))))
                }
                try await channel.writeAndFlush(HTTPClientRequestPart.end(nil))
            } catch {
                promise.fail(error)
            }
            defer { timer.cancel() }
            return try await promise.futureResult.get()
        }

        private func connect(_ loop: any EventLoop, _ promise: EventLoopPromise<Answer>) async throws -> any Channel {
            let bootstrap = ClientBootstrap(group: loop).connectTimeout(Self.timeout).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOHTTPClientResponseAggregator(maxContentLength: Self.maximumBody), AnswerReader(promise),
                    ])
                }
            }
            switch server.address {
            case .tcp(let host, let port): return try await bootstrap.connect(host: host, port: port).get()
            case .unix(let path): return try await bootstrap.connect(unixDomainSocketPath: path).get()
            }
        }

        private func head(_ method: HTTPMethod, _ path: String, _ body: String) -> HTTPRequestHead {
            var headers = HTTPHeaders([("host", "\(server.address)"), ("connection", "close")])
            headers.add(name: "content-length", value: "\(body.utf8.count)")
            if let token { headers.add(name: "authorization", value: "Bearer \(token)") }
            return HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
        }
    }

    /// Receives the one answer of a connection.
    private final class AnswerReader: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPClientResponseFull

        private let promise: EventLoopPromise<ServiceClient.Answer>

        init(_ promise: EventLoopPromise<ServiceClient.Answer>) {
            self.promise = promise
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let answer = unwrapInboundIn(data)
            promise.succeed(
                ServiceClient.Answer(
                    status: Int(answer.head.status.code), host: answer.head.headers.first(name: "x-isolates-host"),
                    body: answer.body.map { Array($0.readableBytesView) } ?? []))
            context.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.fail(error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            promise.fail(ServiceFailure(.unavailable, "the connection ended before the answer"))
        }
    }
#endif
