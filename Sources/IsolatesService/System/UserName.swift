import Glibc

/// Names of users.
enum UserName {
    /// A user's name, or the number of a user without a name.
    static func of(_ user: UInt32) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 1 << 14)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return "\(user)" }
        return String(cString: entry.pw_name)
    }
}
