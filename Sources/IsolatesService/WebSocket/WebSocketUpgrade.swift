#if Service
    import NIOCore
    import NIOHTTP1
    import NIOWebSocket

    extension Service {
        static let subprotocol = "isolates.v1"

        /// Upgrades a connection to a WebSocket if its request asks for that and is allowed to. Every other request is
        /// answered like any request, with the reason.
        func webSocketUpgrader(_ peer: Peer, _ arrivals: NIOLoopBound<Arrivals>) -> NIOWebSocketServerUpgrader {
            NIOWebSocketServerUpgrader(
                maxFrameSize: min(configuration.maximumBody, Int(UInt32.max)),
                shouldUpgrade: { [self] channel, head in
                    channel.eventLoop.makeSucceededFuture(answerHeaders(head, peer))
                },
                upgradePipelineHandler: { [self] channel, head in
                    channel.eventLoop.makeCompletedFuture {
                        let request = ServiceRequest(head, peer)
                        let identity = try tenants.identify(request.credentials, from: peer)
                        let aggregator = NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 16,
                            maxAccumulatedFrameSize: configuration.maximumBody)
                        let connection = WebSocketConnection(
                            self, TenantGate(self, identity, request.trace), channel, arrivals.value)
                        try channel.pipeline.syncOperations.addHandlers([FrameRules(), aggregator, connection])
                    }
                })
        }

        /// The headers of the answer to an upgrade; nil if it is refused.
        private func answerHeaders(_ head: HTTPRequestHead, _ peer: Peer) -> HTTPHeaders? {
            let request = ServiceRequest(head, peer)
            guard (try? Route(method: request.method, uri: request.uri)) == .rpc,
                (try? tenants.identify(request.credentials, from: peer)) != nil
            else { return nil }
            var headers = HTTPHeaders([("x-isolates-host", "\(configuration.hostName)")])
            let offered = head.headers[canonicalForm: "sec-websocket-protocol"]
            if offered.contains(where: { $0 == Self.subprotocol }) {
                headers.add(name: "sec-websocket-protocol", value: Self.subprotocol)
            } else if !offered.isEmpty {
                return nil
            }
            if let traceparent = request.trace.traceparent { headers.add(name: "traceparent", value: traceparent) }
            if let id = request.trace.requestID { headers.add(name: "x-request-id", value: id) }
            return headers
        }
    }
#endif
