import Foundation

/// A process of the machine, told from a later one of the same number.
struct MachineProcess: Hashable {
    let pid: pid_t
    let parent: pid_t
    let startTime: String
    let isZombie: Bool

    init?(pid: pid_t) {
        // "pid (name) state parent …", and the name may hold anything. The start time is field 22 (proc(5)).
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 20, let parent = pid_t(fields[2]) else { return nil }
        self.pid = pid
        self.parent = parent
        startTime = String(fields[20])
        isZombie = fields[1] == "Z"
    }

    /// Whether it runs still. A zombie does not: this machine's init may leave it lying about.
    var isRunning: Bool {
        guard let now = MachineProcess(pid: pid) else { return false }
        return now.startTime == startTime && !now.isZombie
    }

    /// What it was started from.
    var program: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
    }

    /// The processes below one, at any depth.
    static func descendants(of ancestor: pid_t) -> [MachineProcess] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let all = names.compactMap { pid_t($0) }.compactMap { MachineProcess(pid: $0) }
        let parents = Dictionary(all.map { ($0.pid, $0.parent) }) { $1 }
        return all.filter { process in
            sequence(first: process.pid) { parents[$0] }.dropFirst().prefix(100).contains(ancestor)
        }
    }
}
