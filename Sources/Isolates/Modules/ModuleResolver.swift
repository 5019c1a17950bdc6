/// Finds the modules that scripts import.
///
/// Requests of one graph are made together, so a resolver may be asked from many tasks at once; the time that it takes
/// counts towards the timeout of the run.
public protocol ModuleResolver: Sendable {
    /// Finds a module.
    ///
    /// - Throws: `ModuleNotFound` where there is none, for which the script gets a `TypeError` with the code
    ///   `ERR_MODULE_NOT_FOUND`, and another resolver is asked where this one is part of `a.or(b)`. Any other error
    ///   fails the import: a `ThrownValue` with its value, all others with an `Error`.
    func resolve(_ request: ModuleRequest) async throws -> ModuleSource
}

/// There is no module of that name.
public struct ModuleNotFound: Error, Sendable {
    public init() {}
}

extension ModuleResolver {
    /// Asks this one, and where it finds nothing the other.
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
