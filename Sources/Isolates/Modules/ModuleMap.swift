/// A fixed map from specifiers to modules. A relative specifier is first resolved against the importing module's id,
/// like a URL's path; any other specifier is looked up as written. A key `./a.js` is the same as `a.js`.
public struct ModuleMap: ModuleResolver {
    private let sources: [String: ModuleSource]

    /// - Parameter sources: the modules by specifier.
    public init(_ sources: [String: ModuleSource]) {
        let pairs = sources.map { (key: ModulePath.key($0), source: $1, isExact: ModulePath.key($0) == $0) }
        self.sources = Dictionary(pairs.map { ($0.key, $0) }) { $0.isExact ? $0 : $1 }.mapValues(\.source)
    }

    public func resolve(_ request: ModuleRequest) throws -> ModuleSource {
        guard let source = sources[request.path] else { throw ModuleNotFound() }
        return source
    }
}

extension ModuleResolver where Self == ModuleMap {
    /// A resolver for JavaScript modules.
    ///
    /// - Parameter sources: source texts by specifier, which is also the module's id.
    public static func map(_ sources: [String: String]) -> ModuleMap {
        var modules: [String: ModuleSource] = [:]
        for (key, source) in sources { modules[key] = ModuleSource(id: ModulePath.key(key), source: source) }
        return ModuleMap(modules)
    }

    /// A resolver for modules of any kind.
    ///
    /// - Parameter sources: the modules by specifier.
    @_disfavoredOverload  // Otherwise `.map([:])` would be ambiguous.
    public static func map(_ sources: [String: ModuleSource]) -> ModuleMap { ModuleMap(sources) }
}
