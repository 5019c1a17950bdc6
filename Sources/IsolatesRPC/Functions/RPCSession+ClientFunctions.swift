import Isolates
import Wire

extension RPCSession {
    /// What a handle in a value from the client stands for: a function or promise of a context, or else a function of
    /// the client.
    func lifetime(of handle: inout String) -> any AnyObject & Sendable {
        if let lifetime = handles[handle]?.target.lifetime { return lifetime }
        return HostFunction { [self, handle] call in try await callClient(handle, call) }
    }

    /// Has the client call its function, and waits for the outcome.
    private func callClient(_ function: String, _ call: FunctionCall) async throws -> Value {
        try await ask(call) { id in try request(id, function, call) }
    }

    /// Sends the client a request for a script's call, and waits for the answer.
    ///
    /// - Parameter takesWholeResult: whether the result of the answer is the value itself, not an object that holds it.
    func ask(
        _ call: FunctionCall, takesWholeResult: Bool = false, _ request: (_ id: Int) throws -> [UInt8]
    ) async throws -> Value {
        guard !isShuttingDown else {
            throw ClientFailure(description: "the client that this function belongs to is gone")
        }
        let served = find(call.context.id)
        let pass = call.isAsync ? nil : served?.currentPass
        let id = calls.begin(on: served?.lane, isAsync: call.isAsync, takesWholeResult: takesWholeResult)
        pass?.pause()
        defer {
            pass?.resume()
            calls.forget(id)
        }
        await transport.sendInTurn(try request(id))
        switch try await calls.answer(to: id) {
        case .returned(let value): return value
        case .threw(let value): throw ThrownValue(value)
        case .failed(let message): throw ClientFailure(description: message)
        }
    }

    private func request(_ id: Int, _ function: String, _ call: FunctionCall) throws -> [UInt8] {
        try OutgoingMessage.request(id: id, "callFunction") { writer in
            writer.write("context", call.context.id)
            writer.write("function", function)
            var lastIdentifier = 0
            if let this = call.this {
                writer.key("this")
                try encode(this, into: &writer, of: call.context.id, lastIdentifier: &lastIdentifier)
            }
            writer.key("args")
            try encode(Value(call.arguments), into: &writer, of: call.context.id, lastIdentifier: &lastIdentifier)
        }
    }

    private func encode(
        _ value: Value, into writer: inout JSONWriter, of context: String, lastIdentifier: inout Int
    ) throws {
        handles.keep(all: value, of: context, isTold: true)
        try value.encode(into: &writer, lastIdentifier: &lastIdentifier)
    }
}

/// Why a client function failed, in the client's words if it gave any.
private struct ClientFailure: Error, CustomStringConvertible {
    let description: String
}
