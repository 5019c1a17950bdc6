import Isolates

extension RPCSession {
    /// Does one request that came without the envelope of a JSON-RPC message.
    ///
    /// - Parameters:
    ///   - method: a method of rpc.md.
    ///   - body: the JSON of its parameters; empty for none.
    ///   - context: the parameter `context`, if it is named outside of the body.
    ///   - onCaller: as in `receive`.
    ///   - answer: gets the JSON of the result, or the error, once, possibly before this returns.
    package func perform(
        _ method: String, body: [UInt8], context: String? = nil, onCaller: Bool = false,
        answer: @escaping @Sendable (Result<[UInt8], RPCError>) -> Void
    ) {
        do {
            var parameters = try Parameters(body: body)
            if let context { try parameters.add("context", context) }
            try begin(method, &parameters, id: nil, onCaller: onCaller, answer)
        } catch {
            answer(.failure(describe(error)))
        }
    }
}
