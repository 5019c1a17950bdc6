extension Supervisor {
    /// The version of this package, such as `0.1.0`.
    public static var version: String { "0.1.0" }

    /// The layers of containment that this machine gives to the supervisor's workers.
    ///
    /// Reading this property starts the supervisor, as its first use does.
    ///
    /// - Throws: `VMError.unavailable`, as `start()`.
    public var containment: Containment {
        get async throws(VMError) { try await Containment(zygote().layers) }
    }

    /// How the contexts' checkpoints are made on this machine. Reading it starts the supervisor.
    ///
    /// - Throws: `VMError.unavailable`, as `start()`.
    public var checkpointMethod: CheckpointMethod {
        get async throws(VMError) { try await CheckpointMethod(zygote().undoLog) }
    }

    /// The version of JavaScriptCore that the workers run, such as `2.50.6`. Reading it starts the supervisor.
    ///
    /// - Throws: `VMError.unavailable`, as `start()`.
    public var engineVersion: String {
        get async throws(VMError) { try await zygote().engineVersion }
    }
}
