import Wire

/// What the zygote gives up for itself and all of its copies, once everything that needs it is loaded.
struct Containment {
    /// The namespaces that the zygote was started in, as clone(2) has them.
    let namespaces: UInt64
    /// The machine's time zone, by its name.
    let timeZone: String
    /// The list for workers that compile no WebAssembly, ready to be put in force.
    nonisolated(unsafe) private static var withoutThreads: SystemCallFilter?

    /// Puts up every layer that this machine gives.
    func enter() -> [LayerReport] {
        Environment.clear(timeZone: timeZone)
        SharedDescriptors.prepare()
        // In this order: each step needs what a later one takes.
        return [
            put(.emptyFileSystem) { EmptyFileSystem.enter(namespaces) },
            put(.separateUser) { SeparateUser.become(namespaces) },
            put(.resourceLimits) { ResourceLimits.set() },
            put(.processLimit) { ProcessLimit.set(namespaces) },
            put(.notDumpable) { Privileges.forbidDumps() },
            put(.noNewPrivileges) { Privileges.forbidNew() },
            put(.landlock) { Landlock.enter() },
            put(.systemCallFilter) { filterSystemCalls() },
        ]
    }

    /// Takes from this worker what only the compiler of WebAssembly needs: threads.
    static func forbidThreads() {
        guard let filter = withoutThreads else { return }
        guard filter.load() == nil else { fail("seccomp") }
    }

    private func filterSystemCalls() -> String? {
        let withoutThreads = SystemCallFilter(SystemCalls.withoutThreads)
        if let obstacle = SystemCallFilter(SystemCalls.ofZygote).load() { return obstacle }
        Self.withoutThreads = withoutThreads
        return nil
    }

    private func put(_ layer: Layer, _ raise: () -> String?) -> LayerReport {
        #if TESTABLE_WORKER
            if TestOptions.withholds(layer) { return LayerReport(layer, obstacle: "left out for a test") }
        #endif
        return LayerReport(layer, obstacle: raise())
    }
}
