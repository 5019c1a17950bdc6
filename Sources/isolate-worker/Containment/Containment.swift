import CSeccomp
import Glibc
import Wire

/// What the zygote gives up for itself and all of its copies, once everything that needs it is loaded.
struct Containment {
    /// The namespaces that the zygote was started in, as clone(2) has them.
    let namespaces: UInt64
    /// The machine's time zone, by its name.
    let timeZone: String
    /// What a worker may no longer do, and the list for those that compile no WebAssembly, ready to be put in force.
    nonisolated(unsafe) private static var filters: (ofWorkers: SystemCallFilter, withoutThreads: SystemCallFilter)?

    /// Puts up every layer that this machine gives.
    func enter() -> [LayerReport] {
        Environment.clear(timeZone: timeZone)
        SharedDescriptors.prepare()
        ResourceLimits.raiseDescriptors()
        // Afterwards nobody can ask.
        _ = Syscalls.scriptPriority
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
        guard let filters else { return }
        guard filters.withoutThreads.load() == nil else { fail("seccomp") }
    }

    /// What a worker gives up beyond its zygote, before it takes a request. Its copies inherit all of it.
    static func enterWorker() {
        // With its process group end the copies that it makes unasked. No worker can leave its group.
        guard setpgid(0, 0) == 0 else { fail("setpgid") }
        ResourceLimits.limitDescriptors()
        if let filters, filters.ofWorkers.load() != nil { fail("seccomp") }
    }

    private func filterSystemCalls() -> String? {
        let ofWorkers = SystemCallFilter(SystemCalls.forbiddenToWorkers, otherwise: UInt32(SCMP_ACT_ALLOW))
        let withoutThreads = SystemCallFilter(SystemCalls.withoutThreads)
        if let obstacle = SystemCallFilter(SystemCalls.ofZygote).load() { return obstacle }
        Self.filters = (ofWorkers, withoutThreads)
        return nil
    }

    private func put(_ layer: Layer, _ raise: () -> String?) -> LayerReport {
        #if TESTABLE_WORKER
            if TestOptions.withholds(layer) { return LayerReport(layer, obstacle: "left out for a test") }
        #endif
        return LayerReport(layer, obstacle: raise())
    }
}
