/// Something that makes contexts: a ``Supervisor``, whose contexts begin with nothing but the language, or a
/// ``Template``, whose contexts begin where its set-up scripts ended.
public protocol ContextSource: Sendable {
    /// Makes a context. Every form of `createContext` calls this.
    ///
    /// - Parameters:
    ///   - properties: the properties of the global object, as an object. Where it reaches itself, by a
    ///     ``Value/reference(_:)``, it means the global object.
    ///   - options: how the context is made.
    /// - Throws: as the forms of `createContext` below.
    nonisolated(nonsending) func createContext(
        properties: Value, options: ContextOptions
    ) async throws(VMError) -> Context
}

// Script+Runs.swift says why there are three forms of a sandbox.

extension ContextSource {
    /// Makes a context whose global object has the sandbox's properties (Node's `vm.createContext`).
    ///
    /// The sandbox is copied. What scripts make of it shows in ``Context/sandbox``. In a context of a template it comes
    /// on top of what the template has; a memory limit then counts what the context makes resident beyond what it
    /// shares with the template.
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
    /// - Throws: `VMError`: `unavailable` where no worker can be had; `valueTooLarge` and `invalidValue` for a sandbox
    ///   that can't cross or is no object; `invalidArgument` for a memory limit that is not above 0; `disposed` where
    ///   the template is gone.
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

    /// As `createContext`, with a sandbox that is a literal with Swift values in it.
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
