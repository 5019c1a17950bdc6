import Glibc

/// The size of a process in the terms that decide the cost of a fork: mappings and private memory (proc(5)).
public struct ProcessSize: CustomStringConvertible {
    public let mappings: Int
    public let anonymousKilobytes: Int

    public init?(of pid: pid_t) {
        guard let maps = readFile("/proc/\(pid)/maps"), let status = readFile("/proc/\(pid)/status") else { return nil }
        mappings = maps.split(separator: "\n").count
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        anonymousKilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }

    public var description: String {
        "\(mappings) mappings, \(fixed(Double(anonymousKilobytes) / 1_024, digits: 1)) MB anonymous"
    }

    /// The size of this process's zygote, which is its only child that runs isolate-worker.
    public static func ofZygote() -> ProcessSize? {
        for thread in entries(of: "/proc/self/task") {
            let children = readFile("/proc/self/task/\(thread)/children") ?? ""
            for child in children.split(separator: " ").compactMap({ pid_t($0) })
            where program(of: child).hasSuffix("/isolate-worker") {
                return ProcessSize(of: child)
            }
        }
        return nil
    }

    public static func program(of pid: pid_t) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = buffer.withUnsafeMutableBytes { bytes in
            readlink("/proc/\(pid)/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return String(decoding: buffer[..<max(0, length)], as: UTF8.self)
    }

    private static func entries(of directory: String) -> [String] {
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
}

private func readFile(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}
