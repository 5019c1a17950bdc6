#if Service
    import Glibc
    import NIOCore
    import NIOHTTP1
    import NIOPosix

    /// The sockets on which the service listens.
    struct Listeners {
        /// A connection counts as full at the higher number of unsent bytes, and has room again at the lower one.
        private static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 1 << 18, high: 1 << 20)
        /// How many connections the kernel keeps until they are accepted.
        private static let backlog: Int32 = 1_024

        private let service: Service
        private let group: any EventLoopGroup
        /// By event loop.
        private let arrivals: [ObjectIdentifier: NIOLoopBound<Arrivals>]

        init(_ service: Service, _ group: any EventLoopGroup) async throws {
            self.service = service
            self.group = group
            var arrivals: [ObjectIdentifier: NIOLoopBound<Arrivals>] = [:]
            for loop in group.makeIterator() {
                arrivals[ObjectIdentifier(loop)] =
                    try await loop.submit { NIOLoopBound(Arrivals(loop), eventLoop: loop) }.get()
            }
            self.arrivals = arrivals
        }

        func open(_ address: ListenAddress) async throws -> any Channel {
            switch address {
            case .tcp(let host, let port): return try await bootstrap.bind(host: host, port: port).get()
            case .unix(let path):
                guard !UnixAddress.isInUse(path) else {
                    throw ServiceFailure(.unavailable, "\(address): another program listens there")
                }
                return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            }
        }

        /// Uses a socket that listens already.
        func take(_ descriptor: Int32) async throws -> any Channel {
            try await bootstrap.withBoundSocket(descriptor).get()
        }

        private var bootstrap: ServerBootstrap {
            ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: Self.backlog)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(AcceptPause())
                    }
                }
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.writeBufferWaterMark, value: Self.waterMark)
                .childChannelInitializer { [service, arrivals] channel in
                    Self.peer(of: channel).flatMapThrowing { peer in
                        // Every channel is on one of the group's event loops.
                        let arrivals = arrivals[ObjectIdentifier(channel.eventLoop)]!.value
                        try Self.configure(channel, service, peer, arrivals)
                    }
                }
        }

        /// The peer of the connection.
        private static func peer(of channel: any Channel) -> EventLoopFuture<Peer> {
            if let text = channel.remoteAddress?.ipAddress, let address = NetworkAddress(text) {
                return channel.eventLoop.makeSucceededFuture(.address(address))
            }
            guard let provider = channel as? any SocketOptionProvider else {
                return channel.eventLoop.makeFailedFuture(ServiceFailure(.unavailable, "a connection has no peer"))
            }
            return provider.unsafeGetSocketOption(level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
                .map { (credentials: PeerCredentials) in .user(UserName.of(credentials.user)) }
        }

        private static func configure(
            _ channel: any Channel, _ service: Service, _ peer: Peer, _ arrivals: Arrivals
        ) throws {
            let pipeline = channel.pipeline.syncOperations
            let connection = HTTPConnection(service, peer, arrivals)
            let watch = RequestWatch(connection)
            try pipeline.addHandler(watch)
            // Unix sockets have no such option.
            if case .address = peer, let provider = channel as? any SocketOptionProvider {
                provider.unsafeSetSocketOption(level: .tcp, name: .tcp_nodelay, value: CInt(1)).whenComplete { _ in }
            }
            let encoder = HTTPResponseEncoder()
            let codec: [any RemovableChannelHandler] = [
                ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)),
                HTTPServerPipelineHandler(), NIOHTTPResponseHeadersValidator(),
            ]
            let upgrader = service.webSocketUpgrader(peer, NIOLoopBound(arrivals, eventLoop: channel.eventLoop))
            let upgrades = UpgradeWatch { upgrades in
                HTTPServerUpgradeHandler(
                    upgraders: [upgrader], httpEncoder: encoder, extraHTTPHandlers: codec + [upgrades]
                ) { context in
                    for handler in [connection, watch] as [any RemovableChannelHandler] {
                        context.pipeline.syncOperations.removeHandler(handler, promise: nil)
                    }
                }
            }
            try pipeline.addHandler(encoder)
            try pipeline.addHandlers(codec)
            try pipeline.addHandlers(upgrades, connection)
        }
    }

    /// The result of `SO_PEERCRED` (unix(7)): the peer's process, user and group when the connection was made.
    private struct PeerCredentials: Sendable {
        let process: Int32
        let user: UInt32
        let group: UInt32
    }
#endif
