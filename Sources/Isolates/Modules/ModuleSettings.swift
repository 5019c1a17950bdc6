/// How a context finds its modules.
package enum ModuleSettings: Sendable {
    /// A fixed map, kept in the worker: specifier to source text, or to an object of `source`, `type` and `id`.
    case map(Value.Object)
    case resolver(any ModuleResolver)
    /// An asynchronous function of the program, which gets an object with `specifier`, `referrer` and `attributes`.
    case function(Value)

    /// The settings in the form that the worker takes.
    var options: Value {
        switch self {
        case .map(let map): .object(["map": .object(Self.keyed(map))])
        case .function(let function): .object(["resolver": function])
        case .resolver(let resolver):
            .object(["resolver": Self.function(resolver), "resolvesPaths": .bool(resolver is any PathResolver)])
        }
    }

    private static func keyed(_ map: Value.Object) -> Value.Object {
        var keyed = map
        for (specifier, module) in map {
            let key = ModulePath.key(specifier.description)
            if keyed[key] == nil { keyed[key] = module }
        }
        return keyed
    }

    private static func function(_ resolver: any ModuleResolver) -> Value {
        .function("resolveModule", length: 1, isAsync: true) { call in
            let request: Request = try call.argument(0)
            let importer = call.context.importers[request.referrer]
            do {
                let source = try await (importer ?? resolver).resolve(
                    ModuleRequest(
                        specifier: request.specifier, referrer: request.referrer, attributes: request.attributes))
                if let importer { call.context.importers.addFirst(source.id, importer) }
                return source.answer
            } catch is ModuleNotFound { return .null }
        }
    }

    private struct Request: Decodable {
        let specifier: String
        let referrer: String
        let attributes: [String: String]
    }
}

/// A resolver that treats relative specifiers as paths, so that `import.meta.resolve` works in the worker.
protocol PathResolver {}
extension ModuleMap: PathResolver {}
extension ModuleDirectory: PathResolver {}
