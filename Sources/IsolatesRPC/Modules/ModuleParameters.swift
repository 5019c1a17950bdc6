import Isolates
import Wire

/// How the modules of a context are found: the parameter `modules`.
enum ModuleParameters: Sendable {
    /// Maps a specifier to source text, or to an object with `source`, `type` and `id`.
    case map(Value.Object)
    /// The client is asked.
    case resolver

    /// - Throws: `invalidParams` for anything that is neither.
    init?(_ parameters: inout Parameters, lifetime: @escaping Value.LifetimeOfHandle) throws(RPCError) {
        guard let value = try parameters.object("modules", lifetime: lifetime) else { return nil }
        guard case .object(let map) = value else { throw .invalidParams("modules: expected a plain object") }
        if case .bool(let asksClient)? = map["resolver"] {
            guard asksClient, map.count == 1 else {
                throw .invalidParams("modules: resolver must be true, and the only member")
            }
            guard parameters.hasClientFunctions else {
                throw .invalidParams("modules.resolver: \(Parameters.noClientFunctions)")
            }
            self = .resolver
            return
        }
        for (specifier, module) in map { try Self.check(module, "modules.\(specifier.description.prefix(64))") }
        self = .map(map)
    }

    private static func check(_ module: Value, _ name: String) throws(RPCError) {
        if case .string = module { return }
        guard case .object(let members) = module else {
            throw .invalidParams("\(name): expected a source text, or an object with source")
        }
        for (key, value) in members {
            guard ["source", "type", "id", "sourceMap"].contains(key.description) else {
                throw .invalidParams(
                    "\(name): unknown member \(key.description.prefix(64)); source, type, id and sourceMap are known")
            }
            guard case .string(let text) = value else { throw .invalidParams("\(name).\(key): expected a string") }
            guard key != "type" || ModuleSource.Kind(rawValue: text.description) != nil else {
                throw .invalidParams("\(name).type: expected javascript, json or text")
            }
        }
        guard members["source"] != nil else { throw .invalidParams("\(name): source is missing") }
    }

    func settings(in server: RPCSession) -> ModuleSettings {
        switch self {
        case .map(let map): .map(map)
        case .resolver:
            .function(
                .function("resolveModule", length: 1, isAsync: true) { call in try await server.resolveModule(call) })
        }
    }
}

extension RPCSession {
    /// Asks the client for a module. The worker checks the answer.
    fileprivate func resolveModule(_ call: FunctionCall) async throws -> Value {
        guard case .object(let wanted)? = call.arguments.first else { return .null }
        return try await ask(call, takesWholeResult: true) { id in
            try OutgoingMessage.request(id: id, "resolveModule") { writer in
                writer.write("context", call.context.id)
                for (key, value) in wanted {
                    writer.key(key)
                    try value.encode(into: &writer)
                }
            }
        }
    }
}
