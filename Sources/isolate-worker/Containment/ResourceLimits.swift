import CLinux

/// Limits of setrlimit(2) on what no worker needs. Memory and CPU time are the supervisor's to watch: no limit of the
/// kernel's fits the first here (all of it is reserved at the start), and a context may live for long.
enum ResourceLimits {
    private static let limits: [(resource: Int32, UInt64)] = [
        (CL_LIMIT_CORE, 0), (CL_LIMIT_FILE_SIZE, 0), (CL_LIMIT_LOCKED_MEMORY, 0), (CL_LIMIT_QUEUES, 0),
        (CL_LIMIT_NICE, 0),
        (CL_LIMIT_REAL_TIME, 0),
        // Its own are a dozen, and for a moment those of a copy.
        (CL_LIMIT_DESCRIPTORS, 64),
    ]

    static func set() -> String? {
        for (resource, limit) in limits {
            if let obstacle = obstacle("setrlimit", cl_set_limit(resource, limit)) { return obstacle }
        }
        return nil
    }
}
