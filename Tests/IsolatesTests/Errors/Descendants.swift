import Foundation

/// Processes below this one, as /proc shows them.
enum Descendants {
    /// The pids of the workers: of children of zygotes.
    static func workers(below pid: Int32) -> Set<Int32> {
        Set(children(of: pid).flatMap { children(of: $0) })
    }

    static func workers() -> Set<Int32> { workers(below: getpid()) }

    private static func children(of pid: Int32) -> [Int32] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return tasks.flatMap { task -> [Int32] in
            let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
    }
}
