import Workers

extension Supervisor {
    /// Whether the kernel also holds contexts to their `memoryLimit`, by control groups, and if not, the reason. See
    /// `Configuration.usesControlGroups`.
    ///
    /// Reading this property starts the supervisor, as its first use does.
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
