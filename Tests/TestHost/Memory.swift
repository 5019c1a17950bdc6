import Foundation

/// The memory of this program.
enum Memory {
    /// The resident memory in bytes.
    static var resident: Int {
        let statm = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (statm?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
            * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
