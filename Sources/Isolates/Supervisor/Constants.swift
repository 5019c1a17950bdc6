/// What Node calls `vm.constants`.
public enum Constants {
    /// As the sandbox of `createContext`: the global object is an ordinary one, whose properties no other object
    /// shares. It is in every context here, so that this says the same as no sandbox.
    public static let dontContextify = ContextObject()

    /// The type of ``dontContextify``.
    public struct ContextObject: Sendable {
        fileprivate init() {}
    }
}

extension Supervisor {
    /// Makes a context whose global object is an ordinary one, as it is in all contexts (Node's
    /// `vm.createContext(vm.constants.DONT_CONTEXTIFY)`).
    ///
    /// - Parameters:
    ///   - object: ``Constants/dontContextify``.
    ///   - options: see ``ContextOptions``; the defaults by default.
    /// - Throws: `VMError`, as the form with a sandbox.
    nonisolated(nonsending) public func createContext(
        _ object: Constants.ContextObject, options: ContextOptions = ContextOptions()
    ) async throws(VMError) -> Context {
        try await createContext([:] as Value.Object, options: options)
    }
}
