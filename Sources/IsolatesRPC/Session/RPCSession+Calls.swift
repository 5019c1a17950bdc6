import Isolates

extension RPCSession {
    /// Does one request that came by itself, without the envelope of a message.
    ///
    /// - Parameters:
    ///   - method: a method of rpc.md.
    ///   - body: the JSON of its parameters; none where it is empty.
    ///   - context: the parameter `context`, where it is named elsewhere.
    ///   - answer: gets the JSON of the result, once, possibly before this returns.
    package func perform(
        _ method: String, body: [UInt8], context: String? = nil,
        answer: @escaping @Sendable (Result<[UInt8], RPCError>) -> Void
    ) {
        do {
            var parameters = try Parameters(body: body)
            if let context { try parameters.add("context", context) }
            try begin(method, &parameters, id: nil, answer)
        } catch {
            answer(.failure(describe(error)))
        }
    }
}
