import Foundation

/// The check at the very end: no worker, zombie or pidfd is left when the process of the tests ends.
///
/// It stands in atexit(3), which is after every test, in whatever order and however parallel they ran. A leak is an
/// exit status, so that `swift test` fails.
enum Leaks {
    /// The exit status of a process that leaked.
    static let status: Int32 = 86

    private static let isWatching: Void = { _ = atexit { Leaks.check() } }()

    /// Has the check done at this process's end. Further calls do nothing.
    static func watchThisProcess() { isWatching }

    /// What this process has left behind, in words; empty where that is nothing.
    static func found() -> [String] {
        let processes = MachineProcess.descendants(of: getpid()).filter {
            $0.isZombie || $0.program?.contains("/isolate-worker") == true
        }
        let pidfds = openDescriptors().filter { $0.value == "anon_inode:[pidfd]" }
        return processes.map { "process \($0.pid)" + ($0.isZombie ? ", a zombie" : ", a worker") }
            + pidfds.keys.sorted().map { "descriptor \($0), a pidfd" }
    }

    private static func check() {
        var left = found()
        // What was killed may take a moment to be gone.
        for _ in 0..<100 where !left.isEmpty {
            usleep(10_000)
            left = found()
        }
        guard !left.isEmpty else { return }
        FileHandle.standardError.write(Data("left behind by the tests: \(left.joined(separator: "; "))\n".utf8))
        _exit(status)
    }

    /// What each open descriptor of this process leads to.
    private static func openDescriptors() -> [Int: String] {
        var found: [Int: String] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            // The descriptor by which the folder was read is closed again.
            found[Int(name)!] = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
        }
        return found
    }
}
