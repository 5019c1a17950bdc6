import Glibc

/// Facts about the machine.
enum Machine {
    /// How many processors there are.
    static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Milliseconds since 1970.
    static var millisecondsSinceEpoch: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}
