import Isolates

/// The limits of this process that bound its contexts (proc(5): `/proc/self/limits`, `/proc/meminfo`).
struct MachineLimits: Sendable {
    /// The limit on processes; nil if there is none or it is not known.
    let processes: Int?
    let descriptors: Int?
    /// The memory available without swapping, in bytes; nil if it is not known.
    let availableMemory: Int?

    static func ofThisProcess() -> MachineLimits {
        MachineLimits(
            processes: number(behind: "Max processes", in: "/proc/self/limits"),
            descriptors: number(behind: "Max open files", in: "/proc/self/limits"),
            availableMemory: number(behind: "MemAvailable:", in: "/proc/meminfo").map { $0 << 10 })
    }

    private static func number(behind name: String, in path: String) -> Int? {
        guard let text = try? TextFile(path: path).read(),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) })
        else { return nil }
        return line.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
    }

    /// The number of the supervisor's descriptors that a context and its checkpoint take.
    private static let descriptorsPerContext = 6

    var descriptions: [String] {
        [
            "processes: \(processes.map(String.init) ?? "no limit")",
            "descriptors: "
                + (descriptors.map { "\($0), for some \($0 / Self.descriptorsPerContext) contexts at a time" }
                    ?? "no limit"),
            "memory: \(availableMemory.map { "\($0 >> 20) MB available" } ?? "not known")",
        ]
    }

    var members: Value.Object {
        var members: Value.Object = [:]
        for (name, number) in [
            ("processes", processes), ("descriptors", descriptors), ("availableMemory", availableMemory),
        ] {
            members[name] = number.map { .number(Double($0)) } ?? .null
        }
        return members
    }
}
