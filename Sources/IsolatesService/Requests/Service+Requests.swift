import IsolatesRPC
import Wire

extension Service {
    /// What is known of a request before its body has arrived.
    enum Preparation {
        /// The answer does not depend on the body.
        case answer(ServiceAnswer)
        /// The body decides.
        case call(Route.RPCCall, TenantGate)
    }

    /// Evaluates a request's head.
    func prepare(_ request: ServiceRequest) -> Preparation {
        let route: Route
        do { route = try Route(method: request.method, uri: request.uri) } catch {
            var answer = ServiceAnswer(.noRoute(error.reason), .notFound)
            if !error.allowed.isEmpty {
                answer.headers.append(("allow", error.allowed.joined(separator: ", ")))
            }
            return .answer(answer)
        }
        switch route {
        case .healthz: return .answer(.text(.ok, "ok"))
        case .readyz:
            guard let reason = unreadiness else { return .answer(.text(.ok, "ready")) }
            var answer = ServiceAnswer.text(.serviceUnavailable, reason)
            answer.headers.append(("retry-after", "1"))
            return .answer(answer)
        case .metrics:
            return .answer(ServiceAnswer(status: .ok, contentType: .prometheus, body: Array(metricsText.utf8)))
        case .rpc, .call:
            do {
                let identity = try tenants.identify(request.credentials, from: request.peer)
                guard case .call(let call) = route else { return .answer(.upgradeRequired) }
                return .call(call, TenantGate(self, identity, request.trace))
            } catch {
                metrics.rejected(nil, error.rejection)
                return .answer(.refusal(error))
            }
        }
    }

    /// Carries out a request.
    ///
    /// - Parameters:
    ///   - onCaller: whether the caller's thread does it as far as it needs to wait for nothing, or only for a moment.
    ///   - deliver: gets the answer, once, possibly before this returns.
    func perform(
        _ call: Route.RPCCall, _ gate: TenantGate, body: [UInt8], onCaller: Bool,
        deliver: @escaping @Sendable (ServiceAnswer) -> Void
    ) -> Exchange {
        let collector = ConsoleCollector()
        var options = RPCSession.Options()
        options.gate = gate
        options.detachesAll = call.method == "createContext"
        options.hasClientFunctions = false
        options.listener = collector
        let session = RPCSession(host, NoTransport(), options)
        sessions.add(session)
        session.perform(call.method, body: body, context: call.context, onCaller: onCaller) { [sessions] result in
            let answer = Self.answer(to: call, result, collector, gate.lastRecord)
            session.close()
            sessions.remove(session)
            deliver(answer)
        }
        return Exchange(session)
    }

    private static func answer(
        to call: Route.RPCCall, _ result: Result<[UInt8], RPCError>, _ console: ConsoleCollector, _ record: RunRecord?
    ) -> ServiceAnswer {
        switch result {
        case .success where call.success == .noContent: return ServiceAnswer(status: .noContent)
        case .success(let json) where call.isRun:
            // Insert further members before the end of the object.
            var writer = JSONWriter(appendingTo: json.dropLast())
            console.write(into: &writer)
            record?.writeUsage(into: &writer)
            writer.endObject()
            return ServiceAnswer(status: call.success, body: writer.bytes)
        case .success(let json): return ServiceAnswer(status: call.success, body: json)
        case .failure(let error):
            // Include what a script had written before it failed.
            return ServiceAnswer(error) { writer in if !console.isEmpty { console.write(into: &writer) } }
        }
    }
}

extension ServiceAnswer {
    static var upgradeRequired: ServiceAnswer {
        var answer = ServiceAnswer(
            .malformed("this is for WebSockets: upgrade the connection, with the subprotocol isolates.v1"),
            .upgradeRequired)
        answer.headers += [("upgrade", "websocket"), ("sec-websocket-version", "13")]
        return answer
    }
}

extension IdentityRules.Refusal {
    var rejection: Rejection {
        switch self {
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        }
    }
}
