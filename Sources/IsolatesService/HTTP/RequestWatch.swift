#if Service
    import NIOCore

    /// Notifies a connection of bytes before they form a complete request.
    final class RequestWatch: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private let connection: HTTPConnection

        init(_ connection: HTTPConnection) {
            self.connection = connection
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if let place = try? context.pipeline.syncOperations.context(handler: connection) {
                connection.bytesCame(place)
            }
            context.fireChannelRead(data)
        }
    }
#endif
