import Glibc
import Measuring

/// What this program, its zygote and the workers hold (proc(5)), by processes that are still there.
struct Belongings {
    /// This program's descriptors.
    var descriptors = 0
    /// All processes below this one.
    var processes = 0
    /// Bytes that no other process shares, of the processes below this one.
    var privateMemory = 0
    /// Bytes, with each shared page counted in equal parts by those who share it.
    var proportionalMemory = 0
    /// Bytes of page tables.
    var pageTables = 0

    static func now() -> Belongings {
        var belongings = Belongings()
        belongings.descriptors = ProcessFiles.entries(of: "/proc/self/fd").count
        for pid in descendants(of: getpid()) { belongings.add(pid) }
        return belongings
    }

    private mutating func add(_ pid: pid_t) {
        let memory = Self.sizes("/proc/\(pid)/smaps_rollup")
        guard let proportional = memory["Pss"] else { return }
        processes += 1
        proportionalMemory += proportional
        privateMemory += (memory["Private_Clean"] ?? 0) + (memory["Private_Dirty"] ?? 0)
        pageTables += Self.sizes("/proc/\(pid)/status")["VmPTE"] ?? 0
    }

    private static func descendants(of pid: pid_t) -> [pid_t] {
        let children = ProcessFiles.children(of: pid)
        return children + children.flatMap { descendants(of: $0) }
    }

    /// The lines that give a size, in bytes; none if the process is gone.
    private static func sizes(_ path: String) -> [Substring: Int] {
        let sizes = (ProcessFiles.text(of: path) ?? "").split(separator: "\n").compactMap { line -> (Substring, Int)? in
            let words = line.split { $0 == ":" || $0 == "\t" || $0 == " " }
            guard words.count == 3, words[2] == "kB", let size = Int(words[1]) else { return nil }
            return (words[0], size << 10)
        }
        return Dictionary(sizes) { first, _ in first }
    }
}
