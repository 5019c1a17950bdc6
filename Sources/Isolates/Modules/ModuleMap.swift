/// A fixed map from specifiers to modules. A relative specifier is taken relative to the module that has it, as a URL's
/// path is, before it is looked up; anything else as it stands.
public struct ModuleMap: ModuleResolver {
    private let sources: [String: ModuleSource]

    /// - Parameter sources: by specifier.
    public init(_ sources: [String: ModuleSource]) {
        self.sources = sources
    }

    public func resolve(_ request: ModuleRequest) throws -> ModuleSource {
        guard let source = sources[request.path] else { throw ModuleNotFound() }
        return source
    }
}

extension ModuleResolver where Self == ModuleMap {
    /// Modules of JavaScript, by specifier, which is also their id.
    public static func map(_ sources: [String: String]) -> ModuleMap {
        var modules: [String: ModuleSource] = [:]
        for (id, source) in sources { modules[id] = ModuleSource(id: id, source: source) }
        return ModuleMap(modules)
    }

    /// Modules by specifier.
    public static func map(_ sources: [String: ModuleSource]) -> ModuleMap { ModuleMap(sources) }
}
