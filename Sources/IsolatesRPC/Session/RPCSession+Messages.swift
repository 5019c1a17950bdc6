import Isolates
import Wire

extension RPCSession {
    /// Takes one message of the client's. Empty ones are passed over.
    ///
    /// - Parameter onCaller: whether the caller's thread does what the message asks for as far as it needs to wait for
    ///   nothing, or only for a moment. That saves waking another, and keeps the caller from the next message
    ///   meanwhile.
    package func receive(_ message: [UInt8], onCaller: Bool = false) {
        guard message.contains(where: { !Self.isSpace($0) }) else { return }
        do throws(RPCError) {
            let message = try IncomingMessage(message)
            if isAnswer(message) { settle(message) } else { receive(message, onCaller: onCaller) }
        } catch {
            answer(nil, .failure(error))
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    /// Whether a message answers a request of the session. A malformed answer to an open request counts, too.
    private func isAnswer(_ message: IncomingMessage) -> Bool {
        if message.isResponse { return true }
        guard !message.hasMethod, let id = message.id?.integer else { return false }
        return calls.isOpen(id)
    }

    /// Delivers an answer. Answers that nobody waits for are ignored.
    private func settle(_ message: IncomingMessage) {
        guard let id = message.id?.integer, calls.isOpen(id) else { return }
        calls.settle(
            id, ClientAnswer(message, takesWholeResult: calls.takesWholeResult(id)) { [self] in lifetime(of: &$0) })
    }

    private func receive(_ message: IncomingMessage, onCaller: Bool) {
        do {
            try message.validate()
            let name = try message.method()
            var parameters = try Parameters(of: message)
            let id = message.id
            try begin(name, &parameters, id: id, onCaller: onCaller) { [self] in if let id { answer(id, $0) } }
        } catch {
            let error = describe(error)
            // Notifications are not answered. An invalid message may not be a notification, so it is.
            if message.hasID || error.code == RPCError.invalidRequestCode { answer(message.id, .failure(error)) }
        }
    }

    func answer(_ id: RequestID?, _ result: Result<[UInt8], RPCError>) {
        transport.send(OutgoingMessage.answer(to: id, result))
    }

    /// The error that the client gets for an error of a method.
    func describe(_ error: any Error) -> RPCError {
        let described =
            switch error {
            case let error as RPCError: error
            case let error as VMError: RPCError(error)
            default: RPCError.unavailable("\(error)")
            }
        // With a gate, the supervisor outlives the session, so `disposed` stays: `unavailable` would say that the work
        // has not begun and may be tried elsewhere.
        guard options.gate == nil, isShuttingDown, described.code == RPCError.Kind.disposed.code else {
            return described
        }
        return .unavailable("the supervisor is shutting down")
    }
}
