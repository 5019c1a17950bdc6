import Workers

/// How `import()` in one script finds modules (Node's `importModuleDynamically`).
public enum ImportModuleDynamically: Sendable {
    /// By a resolver: instead of the context's, for the script and for what it imports.
    case resolver(any ModuleResolver)
    /// Node's `vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER`. There is no loader of a main context here, so that it is
    /// refused; `.resolver(.directory(path))` reads files.
    case useMainContextDefaultLoader

    /// - Throws: `invalidArgument` for what is refused.
    func resolver() throws(VMError) -> any ModuleResolver {
        switch self {
        case .resolver(let resolver): return resolver
        case .useMainContextDefaultLoader:
            throw VMError(
                .invalidArgument,
                "importModuleDynamically can't be USE_MAIN_CONTEXT_DEFAULT_LOADER: no main context has a loader here. "
                    + "Give a resolver, such as .resolver(.directory(path))")
        }
    }
}

/// The resolvers of a context's scripts that have one of their own, by what imports: a script's filename, or the id of
/// a module that came from there.
final class ScriptImporters: Sendable {
    private let resolvers = Lock("resolvers of scripts", [String: any ModuleResolver]())

    subscript(referrer: String) -> (any ModuleResolver)? {
        resolvers.withLock { $0[referrer] }
    }

    /// Adds one for a module that came from there, where it has none of its own.
    func addFirst(_ referrer: String, _ resolver: any ModuleResolver) {
        resolvers.withLock { if $0[referrer] == nil { $0[referrer] = resolver } }
    }

    /// Adds those of the context that this one's is a copy of.
    func add(allOf other: ScriptImporters) {
        let others = other.resolvers.withLock { $0 }
        for (referrer, resolver) in others { addFirst(referrer, resolver) }
    }

    func add(_ referrer: String, _ resolver: any ModuleResolver) {
        let replaced = resolvers.withLock { $0.updateValue(resolver, forKey: referrer) }
        // Let go of here, outside of the lock.
        _ = consume replaced
    }
}
