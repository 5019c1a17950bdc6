import Workers

extension Supervisor {
    /// Whether the kernel holds contexts to their `memoryLimit`, too, by control groups; where it does not, the reason.
    /// See `Configuration.usesControlGroups`.
    ///
    /// The first use of a supervisor starts it, and so does this.
    ///
    /// - Throws: `VMError.unavailable`, as `start()`.
    public var controlGroups: Containment.State {
        get async throws(VMError) {
            _ = try await zygote()
            guard configuration.usesControlGroups else { return .off(reason: "usesControlGroups is false") }
            return switch ControlGroups.ofThisProgram {
            case .success: .on
            case .failure(let obstacle): .off(reason: obstacle.reason)
            }
        }
    }
}
