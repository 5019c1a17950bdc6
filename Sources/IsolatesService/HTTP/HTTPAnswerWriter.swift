#if Service
    import NIOCore
    import NIOHTTP1

    /// Writes one answer. The connection is closed if the client reads nothing of it for a while.
    final class HTTPAnswerWriter {
        private static let pieceSize = 1 << 18
        /// How long a client may read nothing.
        private static let patience = TimeAmount.seconds(30)

        private let context: ChannelHandlerContext
        private let host: HostName
        private var written = 0
        private var isDone = false

        init(_ context: ChannelHandlerContext, host: HostName) {
            self.context = context
            self.host = host
        }

        /// - Parameters:
        ///   - isLast: whether the connection ends with this answer.
        ///   - whenDone: called when everything was written.
        func write(
            _ answer: ServiceAnswer, to request: HTTPRequestHead, isLast: Bool,
            whenDone: @escaping (ChannelHandlerContext) -> Void
        ) {
            put(.head(head(of: answer, to: request, isLast: isLast)))
            if request.method != .HEAD, !answer.body.isEmpty { putBody(answer.body) }
            let bound = NIOLoopBound((self, context, whenDone), eventLoop: context.eventLoop)
            context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil))).whenComplete { _ in
                let (writer, context, whenDone) = bound.value
                writer.isDone = true
                whenDone(context)
            }
            if !isDone { watch(since: written) }
        }

        private func head(of answer: ServiceAnswer, to request: HTTPRequestHead, isLast: Bool) -> HTTPResponseHead {
            var headers = HTTPHeaders()
            if !answer.headers.contains(where: { $0.name == "x-isolates-host" }) {
                headers.add(name: "x-isolates-host", value: "\(host)")
            }
            for (name, value) in answer.headers { headers.add(name: name, value: value) }
            let trace = request.trace
            if let traceparent = trace.traceparent { headers.add(name: "traceparent", value: traceparent) }
            if let id = trace.requestID { headers.add(name: "x-request-id", value: id) }
            if answer.status != .noContent {
                headers.add(name: "content-type", value: answer.contentType.rawValue)
                headers.add(name: "content-length", value: "\(answer.body.count)")
            }
            if isLast { headers.add(name: "connection", value: "close") }
            return HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(answer.status), headers: headers)
        }

        private func putBody(_ bytes: [UInt8]) {
            for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
                let piece = ByteBuffer(bytes: bytes[start..<min(start + Self.pieceSize, bytes.count)])
                let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
                context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(piece)))).whenSuccess {
                    bound.value.written += 1
                }
            }
        }

        private func put(_ part: HTTPServerResponsePart) {
            context.write(NIOAny(part), promise: nil)
        }

        private func watch(since before: Int) {
            let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.patience) {
                let writer = bound.value
                guard !writer.isDone else { return }
                if writer.written == before {
                    writer.context.close(promise: nil)
                } else {
                    writer.watch(since: writer.written)
                }
            }
        }
    }

    extension HTTPResponseStatus {
        /// The status with the standard's words.
        init(_ status: Status) {
            switch status {
            case .contentTooLarge: self = .custom(code: 413, reasonPhrase: "Content Too Large")
            case .unprocessableContent: self = .custom(code: 422, reasonPhrase: "Unprocessable Content")
            default: self.init(statusCode: status.rawValue)
            }
        }
    }
#endif
