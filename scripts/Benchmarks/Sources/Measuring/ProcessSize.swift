import Glibc

/// The size of a process in the terms that decide the cost of a fork: mappings and private memory (proc(5)).
public struct ProcessSize: CustomStringConvertible {
    public let mappings: Int
    public let anonymousKilobytes: Int

    public init?(of pid: pid_t) {
        guard let maps = ProcessFiles.text(of: "/proc/\(pid)/maps"),
            let status = ProcessFiles.text(of: "/proc/\(pid)/status")
        else { return nil }
        mappings = maps.split(separator: "\n").count
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        anonymousKilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }

    public var description: String {
        "\(mappings) mappings, \(fixed(Double(anonymousKilobytes) / 1_024, digits: 1)) MB anonymous"
    }

    /// The size of this process's zygote, which is its only child that runs isolate-worker.
    public static func ofZygote() -> ProcessSize? {
        ProcessFiles.children(of: getpid()).first { program(of: $0).hasSuffix("/isolate-worker") }
            .flatMap { ProcessSize(of: $0) }
    }

    public static func program(of pid: pid_t) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = buffer.withUnsafeMutableBytes { bytes in
            readlink("/proc/\(pid)/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return String(decoding: buffer[..<max(0, length)], as: UTF8.self)
    }
}
