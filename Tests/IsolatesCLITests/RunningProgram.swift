import Foundation

/// The program while it runs.
struct RunningProgram: Sendable {
    let pid: pid_t
    let errors: URL

    func send(_ signal: Int32) {
        kill(pid, signal)
    }

    /// Waits until it has written something to standard error.
    func waitForErrors() async throws {
        while try Data(contentsOf: errors).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// The worker processes: those below the program, at any depth, that have no children of their own.
    var workers: [pid_t] {
        let parents = Self.parents()
        let grown = Set(parents.values)
        return parents.keys.filter { candidate in
            guard !grown.contains(candidate) else { return false }
            let ancestors = sequence(first: candidate) { parents[$0] }.dropFirst()
            return ancestors.contains(pid)
        }
    }

    /// Every process of the machine with its parent.
    private static func parents() -> [pid_t: pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var parents: [pid_t: pid_t] = [:]
        for pid in names.compactMap({ pid_t($0) }) {
            // "pid (name) state parent …", and the name may hold anything.
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")"),
                let parent = pid_t(stat[end...].split(separator: " ")[2])
            else { continue }
            parents[pid] = parent
        }
        return parents
    }
}
