#if Service
    import NIOCore
    import NIOHTTP1

    /// Lets any request of a connection upgrade it. NIO's handler of upgrades looks at the first request only, but a
    /// proxy may send the request for a WebSocket over a connection that has carried others.
    final class UpgradeWatch: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias InboundOut = HTTPServerRequestPart

        private let makeHandler: (UpgradeWatch) -> HTTPServerUpgradeHandler

        /// - Parameter makeHandler: gives the handler of one request that asks for an upgrade.
        init(_ makeHandler: @escaping (UpgradeWatch) -> HTTPServerUpgradeHandler) {
            self.makeHandler = makeHandler
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .head(let head) = unwrapInboundIn(data), head.asksForUpgrade {
                do {
                    try context.pipeline.syncOperations.addHandler(makeHandler(self), position: .after(self))
                } catch {
                    context.fireErrorCaught(error)
                }
            }
            context.fireChannelRead(data)
        }
    }

    extension HTTPRequestHead {
        /// Whether it asks for another protocol. NIO's parser takes nothing for a request after that, so the connection
        /// ends with the answer if the protocol stays the same.
        var asksForUpgrade: Bool {
            method == .CONNECT
                || headers.contains(name: "upgrade")
                    && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
        }
    }
#endif
