extension Supervisor {
    /// The supervisor that the whole process shares. The free functions of this module use it. It starts with its first
    /// use and lives as long as the process.
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

/// As `createContext`, with a literal that may contain Swift values as the sandbox.
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

/// Whether the context belongs to the shared supervisor and is alive (Node's `vm.isContext`).
public func isContext(_ context: Context) -> Bool {
    Supervisor.shared.isContext(context)
}
