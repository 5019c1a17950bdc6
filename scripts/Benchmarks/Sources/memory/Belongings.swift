import Glibc

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
        belongings.descriptors = names(in: "/proc/self/fd").count
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
        let children = names(in: "/proc/\(pid)/task").flatMap { thread in
            text("/proc/\(pid)/task/\(thread)/children").split(separator: " ").compactMap { pid_t($0) }
        }
        return children + children.flatMap { descendants(of: $0) }
    }

    /// The lines that give a size, in bytes.
    private static func sizes(_ path: String) -> [Substring: Int] {
        let sizes = text(path).split(separator: "\n").compactMap { line -> (Substring, Int)? in
            let words = line.split { $0 == ":" || $0 == "\t" || $0 == " " }
            guard words.count == 3, words[2] == "kB", let size = Int(words[1]) else { return nil }
            return (words[0], size << 10)
        }
        return Dictionary(sizes) { first, _ in first }
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// Empty where the process is gone.
    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
