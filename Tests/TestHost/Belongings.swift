import Foundation

/// What this program holds of the machine.
struct Belongings: Encodable, Equatable {
    /// Its open descriptors, but for timers: the library has none, and Dispatch opens one when a sleep first has to
    /// wait.
    let descriptors: Int
    /// The processes below it at any depth, zombies too.
    let processes: Int
    /// What the descriptors are of, for people to read.
    var kinds: [String] = []

    static func now() -> Belongings {
        // The listing's own descriptor is gone when it is looked at.
        let open = entries("/proc/self/fd")
            .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }
            .filter { $0 != "anon_inode:[timerfd]" }
        return Belongings(
            descriptors: open.count, processes: descendants(of: getpid()).count, kinds: open.sorted())
    }

    /// The processes below one.
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

    /// Waits some seconds until it holds no more than before.
    static func settled(to before: Belongings) async throws -> Belongings {
        let end = ContinuousClock.now + .seconds(15)
        while true {
            let now = now()
            let isSettled = now.descriptors <= before.descriptors && now.processes <= before.processes
            if isSettled || ContinuousClock.now > end { return now }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What is held, some seconds later, that was not held at first, in words. The reactor's two descriptors stay as
    /// long as the program.
    ///
    /// - Parameter processes: how many more there may be.
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
