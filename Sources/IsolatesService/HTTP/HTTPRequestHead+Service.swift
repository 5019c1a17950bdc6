#if Service
    import NIOHTTP1

    extension HTTPRequestHead {
        var trace: TraceContext {
            TraceContext(
                traceparent: headers.first(name: "traceparent"), requestID: headers.first(name: "x-request-id"))
        }
    }

    extension ServiceRequest {
        init(_ head: HTTPRequestHead, _ peer: Peer) {
            self.init(
                method: head.method.rawValue, uri: head.uri,
                credentials: Credentials(
                    authorization: head.headers.first(name: "authorization"),
                    tenant: head.headers.first(name: "x-isolates-tenant"), origin: head.headers.first(name: "origin")),
                trace: head.trace, peer: peer)
        }
    }
#endif
