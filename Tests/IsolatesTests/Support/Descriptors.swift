import Foundation

/// The descriptors that this process has open, each with what it leads to.
///
/// - Returns: such as `[0: "/dev/null", 5: "pipe:[4711]", 7: "anon_inode:[pidfd]"]`.
func openDescriptors() -> [Int: String] {
    var found: [Int: String] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
        // The descriptor by which the folder was read is closed again.
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)") else { continue }
        found[Int(name)!] = target
    }
    return found
}
