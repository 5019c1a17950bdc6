extension Supervisor {
    /// The supervisor that the whole process shares: what the free functions of this module use. It starts with its
    /// first use and lives as long as the process.
    public static let shared = Supervisor()
}

/// Makes a context of the shared supervisor (Node's `vm.createContext`).
///
/// - Parameters:
///   - sandbox: the properties of the global object; none by default.
///   - options: see ``ContextOptions``; a memory limit of 128 MiB by default, ``ContextOptions/limited``.
///   - memoryLimit: overrides `options.memoryLimit`.
/// - Throws: `VMError`, as `Supervisor.createContext`.
nonisolated(nonsending) public func createContext(
    _ sandbox: Value.Object = [:], options: ContextOptions = .limited, memoryLimit: ByteCount? = nil
) async throws(VMError) -> Context {
    try await Supervisor.shared.createContext(sandbox, options: options, memoryLimit: memoryLimit)
}

/// As `createContext`, with a sandbox that is a literal with Swift values in it.
@_disfavoredOverload
nonisolated(nonsending) public func createContext(
    _ sandbox: Value.Properties, options: ContextOptions = .limited, memoryLimit: ByteCount? = nil
) async throws(VMError) -> Context {
    try await Supervisor.shared.createContext(sandbox, options: options, memoryLimit: memoryLimit)
}

/// As `createContext`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
@_disfavoredOverload
nonisolated(nonsending) public func createContext(
    _ sandbox: some Encodable, options: ContextOptions = .limited, memoryLimit: ByteCount? = nil
) async throws(VMError) -> Context {
    try await Supervisor.shared.createContext(sandbox, options: options, memoryLimit: memoryLimit)
}

/// Whether the context is one of the shared supervisor's, and alive (Node's `vm.isContext`).
public func isContext(_ context: Context) -> Bool {
    Supervisor.shared.isContext(context)
}
