import Glibc

/// The private memory of another process, which must not be running.
struct Memory {
    struct Mapping: Equatable {
        var start: UInt
        var end: UInt
        var protection: String
    }

    let pid: pid_t
    let mappings: [Mapping]
    private let contents: Int32
    private let pageMap: Int32

    static let pageSize: UInt = 4_096

    init(_ pid: pid_t) throws {
        self.pid = pid
        mappings = try Self.mappings(pid)
        contents = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
        pageMap = open("/proc/\(pid)/pagemap", O_RDONLY | O_CLOEXEC)
        guard contents >= 0, pageMap >= 0 else { throw Failure(call: "open the memory of \(pid)") }
    }

    func close() {
        Glibc.close(contents)
        Glibc.close(pageMap)
    }

    /// The private mappings from proc_pid_maps(5). Adjacent ones with the same protection are joined.
    private static func mappings(_ pid: pid_t) throws -> [Mapping] {
        var mappings: [Mapping] = []
        for line in try lines(of: "/proc/\(pid)/maps") {
            let parts = line.split(separator: " ")
            let ends = parts[0].split(separator: "-").map { UInt($0, radix: 16)! }
            let protection = String(parts[1])
            if protection.hasSuffix("s") || parts.last!.hasPrefix("[v") { continue }
            var mapping = Mapping(start: ends[0], end: ends[1], protection: protection)
            // Its lower end depends on how deep the stack has been.
            if parts.last == "[stack]" { mapping.start = mapping.end - 1 << 16 }
            if let last = mappings.last, last.end == mapping.start, last.protection == protection {
                mappings[mappings.count - 1].end = mapping.end
            } else {
                mappings.append(mapping)
            }
        }
        return mappings
    }

    /// The shared memory that a process has touched (RssShmem of proc_pid_status(5)), in kB.
    static func sharedMemory(_ pid: pid_t) throws -> Int {
        for line in try lines(of: "/proc/\(pid)/status") where line.hasPrefix("RssShmem:") {
            if let number = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) {
                return number
            }
        }
        throw Failure("no RssShmem of \(pid)")
    }

    private static func lines(of path: String) throws -> [String] {
        guard let file = fopen(path, "r") else { throw Failure(call: "open \(path)") }
        defer { fclose(file) }
        var lines: [String] = []
        var line = [CChar](repeating: 0, count: 4_096)
        while fgets(&line, Int32(line.count), file) != nil {
            let bytes = line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:))
            lines.append(String(decoding: bytes, as: UTF8.self))
        }
        return lines
    }

    /// The addresses of the pages of a mapping that are present or swapped out.
    func pages(of mapping: Mapping) throws -> [UInt] {
        var pages: [UInt] = []
        var entries = [UInt64](repeating: 0, count: 1 << 16)
        var first = mapping.start / Self.pageSize
        let end = mapping.end / Self.pageSize
        while first < end {
            let count = min(entries.count, Int(end - first))
            guard pread(pageMap, &entries, count * 8, Int(first) * 8) == count * 8 else {
                throw Failure(call: "read the page map")
            }
            // Present, or swapped out.
            for index in 0..<count where entries[index] >> 62 != 0 {
                pages.append((first + UInt(index)) * Self.pageSize)
            }
            first += UInt(count)
        }
        return pages
    }

    func read(_ page: UInt, into buffer: inout [UInt64]) throws {
        guard pread(contents, &buffer, Int(Self.pageSize), Int(page)) == Int(Self.pageSize) else {
            throw Failure(call: "read page \(String(page, radix: 16)) of \(pid)")
        }
    }
}

/// What a paused base reports.
struct Pause {
    let stack: UInt
    /// The addresses of words that may differ: the kernel writes to them, or they identify the process.
    let own: Set<UInt>

    init(from base: WorkerProcess) throws {
        var words: [UInt64] = [0, 0, 0]
        try awaitInput(base.replies, "the base")
        guard read(base.replies, &words, 24) == 24 else { throw Failure("the base ended in its restore") }
        stack = UInt(words[0])
        let rseq = UInt(words[2])
        own = Set([UInt(words[1]) & ~7] + (rseq == 0 ? [] : (0..<4).map { rseq + 8 * $0 }))
    }
}

/// Compares the layout and every private page that is writable.
///
/// - Returns: how many pages were compared.
/// - Throws: `Failure`, with the first words that differ.
func compare(_ golden: pid_t, _ restored: pid_t, _ pause: Pause) throws -> Int {
    let expected = try Memory(golden)
    defer { expected.close() }
    let found = try Memory(restored)
    defer { found.close() }
    guard expected.mappings == found.mappings else {
        let lost = expected.mappings.filter { !found.mappings.contains($0) }
        let new = found.mappings.filter { !expected.mappings.contains($0) }
        throw Failure("the layout differs: \(lost) became \(new)")
    }
    var compared = 0
    var differences: [String] = []
    var (left, right) = ([UInt64](repeating: 0, count: 512), [UInt64](repeating: 0, count: 512))
    for mapping in expected.mappings where mapping.protection.contains("w") {
        let pages = Set(try expected.pages(of: mapping)).union(try found.pages(of: mapping))
        for page in pages.sorted() {
            compared += 1
            try expected.read(page, into: &left)
            try found.read(page, into: &right)
            guard left != right else { continue }
            let isStack = mapping.start <= pause.stack && pause.stack < mapping.end
            for index in 0..<512 where left[index] != right[index] {
                let address = page + UInt(index) * 8
                if isStack && address < pause.stack || pause.own.contains(address) { continue }
                differences.append(
                    "\(String(address, radix: 16)) in \(String(mapping.start, radix: 16)): "
                        + "\(String(left[index], radix: 16)) became \(String(right[index], radix: 16))")
            }
        }
    }
    guard differences.isEmpty else {
        throw Failure("\(differences.count) words differ:\n" + differences.prefix(20).joined(separator: "\n"))
    }
    return compared
}
