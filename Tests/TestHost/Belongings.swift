import Foundation

/// The system's resources that this program holds.
struct Belongings: Encodable, Equatable {
    /// The number of its open descriptors, without timers: the library has none, and Dispatch opens one when a sleep
    /// first has to wait.
    let descriptors: Int
    /// The number of its descendant processes, including zombies.
    let processes: Int
    /// What the descriptors refer to, for people to read.
    var kinds: [String] = []

    static func now() -> Belongings {
        // The descriptor of the listing itself is closed by the time its link is read.
        let open = entries("/proc/self/fd")
            .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }
            .filter { $0 != "anon_inode:[timerfd]" }
        return Belongings(
            descriptors: open.count, processes: descendants(of: getpid()).count, kinds: open.sorted())
    }

    /// The descendants of a process.
    static func descendants(of ancestor: pid_t) -> [pid_t] {
        var parents: [pid_t: pid_t] = [:]
        for pid in entries("/proc").compactMap({ pid_t($0) }) {
            // "pid (name) state parent …", and the name may hold anything.
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")"),
                let parent = pid_t(stat[end...].split(separator: " ")[2])
            else { continue }
            parents[pid] = parent
        }
        return parents.keys.filter { pid in
            sequence(first: pid) { parents[$0] }.dropFirst().prefix(100).contains(ancestor)
        }
    }

    /// Waits at most 15 s until the program holds no more than before.
    static func settled(to before: Belongings) async throws -> Belongings {
        let end = ContinuousClock.now + .seconds(15)
        while true {
            let now = now()
            let isSettled = now.descriptors <= before.descriptors && now.processes <= before.processes
            if isSettled || ContinuousClock.now > end { return now }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Describes what the program holds, after waiting some seconds, that it did not hold at first. The reactor's two
    /// descriptors stay as long as the program.
    ///
    /// - Parameter processes: how many more processes there may be.
    static func left(since atFirst: Belongings, besides processes: Int = 0) async throws -> [String] {
        let allowed = Belongings(
            descriptors: atFirst.descriptors + 2, processes: atFirst.processes + processes)
        let after = try await settled(to: allowed)
        var left: [String] = []
        if after.processes > allowed.processes { left.append("\(after.processes - atFirst.processes) processes") }
        if after.descriptors > allowed.descriptors { left.append("descriptors: \(after.kinds)") }
        return left
    }

    private static func entries(_ directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }
}
