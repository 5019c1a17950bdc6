import Foundation

/// The processes of the machine as proc(5) shows them.
struct ProcessTable {
    struct Entry: Sendable, Hashable, Codable {
        let pid: pid_t
        let parent: pid_t
        let name: String
        /// A letter; `Z` is a zombie.
        let state: Character
        /// Ticks since the machine started: tells a number's later owner from this one.
        let startTime: UInt64

        var isZombie: Bool { state == "Z" }
    }

    let entries: [Entry]

    /// All processes as they stand now.
    init() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        entries = names.compactMap { pid_t($0) }.compactMap { Entry(pid: $0) }
    }

    func children(of pid: pid_t) -> [Entry] {
        entries.filter { $0.parent == pid }
    }

    func descendants(of pid: pid_t) -> [Entry] {
        children(of: pid).flatMap { [$0] + descendants(of: $0.pid) }
    }
}

extension ProcessTable.Entry {
    /// The process of that number, or nil where there is none.
    init?(pid: pid_t) {
        // "pid (name) state parent …", and the name may hold anything.
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let start = stat.firstIndex(of: "("), let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[end...].dropFirst(2).split(separator: " ")
        guard let state = fields[0].first, let parent = pid_t(fields[1]), let startTime = UInt64(fields[19]) else { return nil }
        self.init(
            pid: pid, parent: parent, name: String(stat[stat.index(after: start)..<end]), state: state, startTime: startTime)
    }

    /// Whether the same process is still there, as a zombie at least.
    var isThere: Bool {
        Self(pid: pid)?.startTime == startTime
    }

    private enum CodingKeys: CodingKey { case pid, parent, name, state, startTime }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            pid: try values.decode(pid_t.self, forKey: .pid), parent: try values.decode(pid_t.self, forKey: .parent),
            name: try values.decode(String.self, forKey: .name),
            state: Character(try values.decode(String.self, forKey: .state)),
            startTime: try values.decode(UInt64.self, forKey: .startTime))
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(pid, forKey: .pid)
        try values.encode(parent, forKey: .parent)
        try values.encode(name, forKey: .name)
        try values.encode(String(state), forKey: .state)
        try values.encode(startTime, forKey: .startTime)
    }
}
