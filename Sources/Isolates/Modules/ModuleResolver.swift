/// Finds the modules that scripts import.
///
/// The requests of one module graph are made in parallel, so a resolver may be called from many tasks at once. The time
/// that it takes counts towards the run's timeout.
public protocol ModuleResolver: Sendable {
    /// Finds a module.
    ///
    /// - Throws: `ModuleNotFound` if there is no such module: the script then gets a `TypeError` with the code
    ///   `ERR_MODULE_NOT_FOUND`, or, in `a.or(b)`, the other resolver is asked. Any other error fails the import: a
    ///   `ThrownValue` with its value, other errors with an `Error`.
    func resolve(_ request: ModuleRequest) async throws -> ModuleSource
}

/// A resolver's error: there is no such module.
public struct ModuleNotFound: Error, Sendable {
    /// Makes the error.
    public init() {}
}

extension ModuleResolver {
    /// A resolver that asks this one first and, if it throws `ModuleNotFound`, the other.
    public func or(_ other: some ModuleResolver) -> some ModuleResolver {
        FirstOfTwo(first: self, second: other)
    }
}

extension FirstOfTwo: PathResolver where First: PathResolver, Second: PathResolver {}

private struct FirstOfTwo<First: ModuleResolver, Second: ModuleResolver>: ModuleResolver {
    let first: First
    let second: Second

    func resolve(_ request: ModuleRequest) async throws -> ModuleSource {
        do { return try await first.resolve(request) } catch is ModuleNotFound {
            return try await second.resolve(request)
        }
    }
}
