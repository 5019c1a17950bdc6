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

    /// Whether a message answers a request of ours; a malformed answer to one that is open counts, too.
    private func isAnswer(_ message: IncomingMessage) -> Bool {
        if message.isResponse { return true }
        guard !message.hasMethod, let id = message.id?.integer else { return false }
        return calls.isOpen(id)
    }

    /// Hands an answer on; one that nobody waits for is ignored.
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
            // A notification is not answered; what is no JSON-RPC message may not be one.
            if message.hasID || error.code == RPCError.invalidRequestCode { answer(message.id, .failure(error)) }
        }
    }

    func answer(_ id: RequestID?, _ result: Result<[UInt8], RPCError>) {
        transport.send(OutgoingMessage.answer(to: id, result))
    }

    /// An error as the client is told it.
    func describe(_ error: any Error) -> RPCError {
        let described =
            switch error {
            case let error as RPCError: error
            case let error as VMError: RPCError(error)
            default: RPCError.unavailable("\(error)")
            }
        // Of a session of many, the supervisor goes on; and what is unavailable has not begun, so that others may try.
        guard options.gate == nil, isShuttingDown, described.code == RPCError.Kind.disposed.code else {
            return described
        }
        return .unavailable("the supervisor is shutting down")
    }
}
