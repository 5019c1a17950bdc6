import CLinux

/// Limits of setrlimit(2) on what no worker needs. The supervisor watches memory and CPU time: the kernel's limits of
/// memory do not fit because the engine reserves a lot of address space at the start, and a context may live for long.
enum ResourceLimits {
    private static let limits: [(resource: Int32, UInt64)] = [
        (CL_LIMIT_CORE, 0), (CL_LIMIT_FILE_SIZE, 0), (CL_LIMIT_LOCKED_MEMORY, 0), (CL_LIMIT_QUEUES, 0),
        (CL_LIMIT_NICE, 0),
        (CL_LIMIT_REAL_TIME, 0),
    ]
    /// A worker has a dozen descriptors, and for a moment also those of a copy.
    private static let mostDescriptors: UInt64 = 64

    static func set() -> String? {
        for (resource, limit) in limits {
            if let obstacle = obstacle("setrlimit", cl_set_limit(resource, limit)) { return obstacle }
        }
        return nil
    }

    /// Gives the zygote the same limit of descriptors as its supervisor. Descriptors in flight to the supervisor count
    /// against the zygote's limit, together with those that other processes of the same user have in flight (unix(7),
    /// ETOOMANYREFS).
    static func raiseDescriptors() {
        setDescriptors(atMost: .max)
    }

    static func limitDescriptors() {
        setDescriptors(atMost: mostDescriptors)
    }

    private static func setDescriptors(atMost limit: UInt64) {
        var current: UInt64 = 0
        var maximum: UInt64 = 0
        guard cl_get_limit(CL_LIMIT_DESCRIPTORS, &current, &maximum) == 0,
            cl_set_limit(CL_LIMIT_DESCRIPTORS, min(limit, maximum)) == 0
        else { fail("setrlimit") }
    }
}
