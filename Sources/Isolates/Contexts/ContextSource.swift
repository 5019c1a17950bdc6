/// A maker of contexts: a ``Supervisor``, whose contexts begin with just the language, or a ``Template``, whose
/// contexts begin where its set-up scripts ended.
public protocol ContextSource: Sendable {
    /// Makes a context. Every form of `createContext` calls this.
    ///
    /// - Parameters:
    ///   - properties: an object with the properties of the global object. References to itself in it, by
    ///     ``Value/reference(_:)``, stand for the global object.
    ///   - options: the options of the context.
    /// - Throws: as the forms of `createContext` below.
    nonisolated(nonsending) func createContext(
        properties: Value, options: ContextOptions
    ) async throws(VMError) -> Context
}

// Script+Runs.swift explains why there are three forms of a sandbox.

extension ContextSource {
    /// Makes a context whose global object has the sandbox's properties (Node's `vm.createContext`).
    ///
    /// The sandbox is copied. ``Context/sandbox`` reads back what scripts have made of it. In a context made from a
    /// template, the properties are added to the template's; a memory limit then does not count the memory that the
    /// context shares with the template.
    ///
    /// - Parameters:
    ///   - sandbox: the properties; none by default.
    ///   - options: see ``ContextOptions``; none by default.
    ///   - contextName: overrides `options.name`.
    ///   - contextOrigin: overrides `options.origin`.
    ///   - contextCodeGeneration: overrides `options.codeGeneration`.
    ///   - microtaskMode: overrides `options.microtaskMode`.
    ///   - memoryLimit: overrides `options.memoryLimit`.
    ///   - recovery: overrides `options.recovery`.
    /// - Throws: `VMError`: `unavailable` if no worker can be started or a limit of the supervisor is reached;
    ///   `valueTooLarge` and `invalidValue` if the sandbox can't cross or is not an object; `invalidArgument` if the
    ///   memory limit is not above 0; `disposed` if the template is gone; `interrupted` if the task is cancelled.
    nonisolated(nonsending) public func createContext(
        _ sandbox: Value.Object = [:], options: ContextOptions = ContextOptions(), contextName: String? = nil,
        contextOrigin: String? = nil, contextCodeGeneration: CodeGeneration? = nil,
        microtaskMode: MicrotaskMode? = nil, memoryLimit: ByteCount? = nil, recovery: Recovery? = nil
    ) async throws(VMError) -> Context {
        let options = options.with(
            name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode, memoryLimit: memoryLimit, recovery: recovery)
        return try await createContext(properties: .object(sandbox), options: options)
    }

    /// As `createContext`, with a literal that may contain Swift values as the sandbox.
    @_disfavoredOverload
    nonisolated(nonsending) public func createContext(
        _ sandbox: Value.Properties, options: ContextOptions = ContextOptions(), contextName: String? = nil,
        contextOrigin: String? = nil, contextCodeGeneration: CodeGeneration? = nil,
        microtaskMode: MicrotaskMode? = nil, memoryLimit: ByteCount? = nil, recovery: Recovery? = nil
    ) async throws(VMError) -> Context {
        let options = options.with(
            name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode, memoryLimit: memoryLimit, recovery: recovery)
        return try await createContext(properties: Value(sandbox: sandbox), options: options)
    }

    /// As `createContext`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    @_disfavoredOverload
    nonisolated(nonsending) public func createContext(
        _ sandbox: some Encodable, options: ContextOptions = ContextOptions(), contextName: String? = nil,
        contextOrigin: String? = nil, contextCodeGeneration: CodeGeneration? = nil,
        microtaskMode: MicrotaskMode? = nil, memoryLimit: ByteCount? = nil, recovery: Recovery? = nil
    ) async throws(VMError) -> Context {
        let options = options.with(
            name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode, memoryLimit: memoryLimit, recovery: recovery)
        return try await createContext(properties: Value(sandbox: sandbox), options: options)
    }
}
