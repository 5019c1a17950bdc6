extension Supervisor {
    /// The supervisor that the whole process shares: what the free functions of this module use. It starts with its
    /// first use and lives as long as the process.
    public static let shared = Supervisor()
}

/// Makes a context of the shared supervisor (Node's `vm.createContext`).
///
/// - Parameter sandbox: the properties of the global object; none by default. For the other options see
///   `Supervisor.createContext`.
/// - Throws: `VMError`, as `Supervisor.createContext`.
nonisolated(nonsending) public func createContext(_ sandbox: Value.Object = [:]) async throws(VMError) -> Context {
    try await Supervisor.shared.createContext(sandbox)
}

/// Whether the context is one of the shared supervisor's, and alive (Node's `vm.isContext`).
public func isContext(_ context: Context) -> Bool {
    Supervisor.shared.isContext(context)
}

/// Compiles code and runs it in a context (Node's `vm.runInContext`).
///
/// - Parameters: as of `Supervisor.runInContext`.
/// - Throws: `VMError`, any code.
@discardableResult
nonisolated(nonsending) public func runInContext(
    _ code: String, _ context: Context, filename: String = Script.defaultFilename, timeout: Duration? = nil,
    cpuTimeout: Duration? = nil,
    breakOnSigint: Bool = false, awaitPromise: Bool = false
) async throws(VMError) -> Value {
    try await Supervisor.shared.runInContext(
        code, context, filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
        awaitPromise: awaitPromise)
}

/// Compiles code and runs it in a context of its own, of the shared supervisor (Node's `vm.runInNewContext`).
///
/// ```swift
/// let sum = try await Isolates.runInNewContext("a + b", ["a": 3, "b": 4], as: Int.self)
/// ```
///
/// - Parameters: as of `Supervisor.runInNewContext`.
/// - Throws: `VMError`, any code.
@discardableResult
nonisolated(nonsending) public func runInNewContext(
    _ code: String, _ sandbox: Value.Object = [:], filename: String = Script.defaultFilename,
    memoryLimit: ByteCount? = nil,
    timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false
) async throws(VMError) -> Value {
    try await Supervisor.shared.runInNewContext(
        code, sandbox, filename: filename, memoryLimit: memoryLimit, timeout: timeout, cpuTimeout: cpuTimeout,
        breakOnSigint: breakOnSigint,
        awaitPromise: awaitPromise)
}

/// Compiles code and runs it in the shared supervisor's main context (Node's `vm.runInThisContext`).
///
/// - Parameters: as of `Supervisor.runInThisContext`.
/// - Throws: `VMError`, any code.
@discardableResult
nonisolated(nonsending) public func runInThisContext(
    _ code: String, filename: String = Script.defaultFilename, timeout: Duration? = nil, cpuTimeout: Duration? = nil,
    breakOnSigint: Bool = false,
    awaitPromise: Bool = false
) async throws(VMError) -> Value {
    try await Supervisor.shared.runInThisContext(
        code, filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
        awaitPromise: awaitPromise)
}
