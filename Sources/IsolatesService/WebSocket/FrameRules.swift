#if Service
    import NIOCore
    import NIOWebSocket

    /// Refuses frames that a client must not send (RFC 6455, 5.1, 5.2 and 7.4): NIO's decoder lets them pass.
    final class FrameRules: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        typealias InboundOut = WebSocketFrame

        private struct Broken: Error {}

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard Self.allow(unwrapInboundIn(data)) else { return context.fireErrorCaught(Broken()) }
            context.fireChannelRead(data)
        }

        private static func allow(_ frame: WebSocketFrame) -> Bool {
            guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return false }
            switch frame.opcode {
            case .continuation, .text, .binary, .ping, .pong: return true
            case .connectionClose: return allowClose(frame.unmaskedData)
            default: return false
            }
        }

        /// A reason begins with a code that may be sent.
        private static func allowClose(_ reason: ByteBuffer) -> Bool {
            guard reason.readableBytes > 0 else { return true }
            guard let code = reason.getInteger(at: reason.readerIndex, as: UInt16.self) else { return false }
            switch code {
            case 1_000...1_003, 1_007...1_014, 3_000...4_999: return true
            default: return false
            }
        }
    }
#endif
