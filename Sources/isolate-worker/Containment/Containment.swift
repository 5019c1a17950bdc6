import CSeccomp
import Glibc
import Wire

/// Everything that the zygote gives up, for itself and all its copies, once what needs it has been loaded.
struct Containment {
    /// The namespaces that the zygote was started in, as flags of clone(2).
    let namespaces: UInt64
    /// The name of the machine's time zone.
    let timeZone: String
    /// The compiled filter of what workers may not do, and the one for workers that compile no WebAssembly.
    nonisolated(unsafe) private static var filters: (ofWorkers: SystemCallFilter, withoutThreads: SystemCallFilter)?

    /// Enters every layer that this machine offers.
    func enter() -> [LayerReport] {
        Environment.clear(timeZone: timeZone)
        SharedDescriptors.prepare()
        ResourceLimits.raiseDescriptors()
        // It cannot be read any more once the layers are in force.
        _ = Syscalls.scriptPriority
        // The order matters: each step needs something that a later one gives up.
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

    /// Forbids threads, which only the compiler of WebAssembly needs, in this worker.
    static func forbidThreads() {
        guard let filters else { return }
        guard filters.withoutThreads.load() == nil else { fail("seccomp") }
    }

    /// Gives up what the zygote has and a worker does not need. Called before a worker's first request; its copies
    /// inherit it.
    static func enterWorker() {
        // Copies that the worker makes unasked are killed with its process group, which no worker can leave.
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
