import Glibc

/// The environment variables of a worker: the time zone, and nothing else.
enum Environment {
    /// Must come when the engine has read its options, and before the file system is out of reach.
    ///
    /// - Parameter timeZone: the machine's, by its name. The engine asks for it again in every copy, and looks here
    ///   first.
    static func clear(timeZone: String) {
        let timeZone = getenv("TZ").map { String(cString: $0) } ?? timeZone
        // What the zygote was started with stands on its first stack page, which `clearenv` leaves as it is.
        var variable = environ
        while let text = variable.pointee {
            memset(text, 0, strlen(text))
            variable += 1
        }
        clearenv()
        setenv("TZ", timeZone, 1)
    }
}
