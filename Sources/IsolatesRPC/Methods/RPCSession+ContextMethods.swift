import Isolates
import Wire

extension RPCSession {
    func createContext(_ parameters: inout Parameters) throws -> Work {
        let context = try ContextParameters(&parameters, lifetime: lifetime, limits)
        let asked = options.mayDetach ? try parameters.bool("detached") : nil
        let isDetached = asked ?? options.detachesAll
        try parameters.finish()
        let template = try context.template.map { try findTemplate($0) }
        return .aside { [self] in
            let served = serve(
                try await context.make(in: self, from: template), in: Lane(), isDetached: isDetached)
            return jsonObject { $0.write("context", served.id) }
        }
    }

    func isContext(_ parameters: inout Parameters) throws -> Work {
        let id = try parameters.requiredString("context")
        try parameters.finish()
        let answer = { @Sendable [self] in Array((isAlive(id) ? "true" : "false").utf8) }
        guard let served = find(id) else { return .now(answer) }
        return .inTurn(served.lane) { answer() }
    }

    func forkContext(_ parameters: inout Parameters) throws -> Work {
        let served = try onlyContext(&parameters)
        return .inTurn(served.lane) { [self] in
            defer { retireIfGone(served) }
            let fork = serve(try await served.context.fork(), in: Lane(), isDetached: served.isDetached)
            return jsonObject { $0.write("context", fork.id) }
        }
    }

    func disposeContext(_ parameters: inout Parameters) throws -> Work {
        let served = try onlyContext(&parameters)
        return .now { [self] in
            served.context.dispose()
            retireIfGone(served)
            return Self.null
        }
    }

    func getSandbox(_ parameters: inout Parameters) throws -> Work {
        let id = try parameters.requiredString("context")
        let limits = try RunParameters(sandbox: &parameters, limits)
        try parameters.finish()
        let served = try served(id)
        return .inTurn(served.lane) { [self] in
            let sandbox = try await following(limits, in: served) { options throws(VMError) in
                try await served.context.sandboxResult(options)
            }
            return jsonObject { writer in
                writer.key("sandbox")
                writer.raw(json(of: sandbox, from: served))
            }
        }
    }

    func setSandbox(_ parameters: inout Parameters) throws -> Work {
        let id = try parameters.requiredString("context")
        let values = try parameters.properties("assign", lifetime: lifetime) ?? .value([:])
        let names = try parameters.strings("remove") ?? []
        let limits = try RunParameters(sandbox: &parameters, limits)
        try parameters.finish()
        let served = try served(id)
        return .inTurn(served.lane) { [self] in
            try await following(limits, in: served, valuesFrom: "assign") { options throws(VMError) in
                try await served.context.assign(properties: values, removing: names, options)
            }
            return Self.null
        }
    }

    /// The context of a method that has no other parameter.
    private func onlyContext(_ parameters: inout Parameters) throws -> ServedContext {
        let id = try parameters.requiredString("context")
        try parameters.finish()
        return try served(id)
    }
}
