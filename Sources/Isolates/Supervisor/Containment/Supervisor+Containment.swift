extension Supervisor {
    /// Which layers of containment this machine gives to the supervisor's workers.
    ///
    /// The first use of a supervisor starts it, and so does this.
    ///
    /// - Throws: `VMError.unavailable`, as `start()`.
    public var containment: Containment {
        get async throws(VMError) { try await Containment(zygote().layers) }
    }

    /// How the contexts' checkpoints are made on this machine. This, too, starts the supervisor.
    ///
    /// - Throws: `VMError.unavailable`, as `start()`.
    public var checkpointMethod: CheckpointMethod {
        get async throws(VMError) { try await CheckpointMethod(zygote().undoLog) }
    }

    /// The version of JavaScriptCore that the workers run, such as `2.50.6`. This, too, starts the supervisor.
    ///
    /// - Throws: `VMError.unavailable`, as `start()`.
    public var engineVersion: String {
        get async throws(VMError) { try await zygote().engineVersion }
    }
}
