import Glibc

/// The environment variables of a worker: the time zone, and nothing else.
enum Environment {
    /// Must be called after the engine has read its options, and before the file system is out of reach.
    ///
    /// - Parameter timeZone: the name of the machine's. The engine looks it up again in every copy, and finds it in
    ///   `TZ`.
    static func clear(timeZone: String) {
        // Looks for the locale in the environment, and keeps it (`threads_setlocale`).
        setlocale(LC_ALL, nil)
        let timeZone = getenv("TZ").map { String(cString: $0) } ?? timeZone
        // The original environment is on the zygote's first stack page, which `clearenv` does not change.
        var variable = environ
        while let text = variable.pointee {
            memset(text, 0, strlen(text))
            variable += 1
        }
        clearenv()
        setenv("TZ", timeZone, 1)
    }
}
