import Glibc

/// The environment variables of a worker: the time zone, and nothing else.
enum Environment {
    /// Must come when the engine has read its options.
    static func clear() {
        let timeZone = getenv("TZ").map { String(cString: $0) }
        clearenv()
        if let timeZone { setenv("TZ", timeZone, 1) }
    }
}
