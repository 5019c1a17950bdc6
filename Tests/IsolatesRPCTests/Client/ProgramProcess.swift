import Foundation
import IsolatesTestSupport
import Synchronization

/// The `isolates` program as a child process, with pipes.
final class ProgramProcess: Sendable {
    /// Where SwiftPM builds the programs that the tests depend on: beside the test bundle.
    private static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "isolates").path

    let pid: pid_t
    private let input = Mutex<FileHandle?>(nil)
    private let output: FileHandle
    private let writing = DispatchQueue(label: "test.input")
    private let ending: Task<Int32, Never>

    convenience init(_ arguments: String...) throws {
        try self.init(arguments: arguments)
    }

    convenience init(arguments: [String]) throws {
        try self.init(executable: Self.path, arguments)
    }

    /// - Parameter shell: what sh(1) runs; `$0` is the program.
    convenience init(shell: String) throws {
        try self.init(executable: "/bin/sh", ["-c", shell, Self.path])
    }

    private init(executable: String, _ arguments: [String]) throws {
        signal(SIGPIPE, SIG_IGN)
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            continuation.yield(
                process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
            continuation.finish()
        }
        try process.run()
        pid = process.processIdentifier
        // Cancelling an iteration would end it before the process has: this task is nobody's child.
        ending = Task.detached { await ended.first { _ in true } ?? -1 }
        self.output = output.fileHandleForReading
        self.input.withLock { $0 = input.fileHandleForWriting }
    }

    /// The exit status, or 128 and the signal, once the program has ended.
    var status: Int32 {
        get async { await ending.value }
    }

    /// Writes a line, at some time soon.
    func write(_ line: [UInt8]) {
        writing.async { [self] in
            let handle = input.withLock { $0 }
            try? handle?.write(contentsOf: Data(line) + [UInt8(ascii: "\n")])
        }
    }

    /// Writes no more, after what is still to be written.
    func closeInput() {
        writing.async { [self] in
            let handle = input.withLock { input in
                defer { input = nil }
                return input
            }
            try? handle?.close()
        }
    }

    /// Calls `take` with each line, and with nil at the end.
    func readLines(_ take: @escaping @Sendable ([UInt8]?) -> Void) async {
        await withCheckedContinuation { continuation in
            // A thread of its own, since it waits.
            Thread.detachNewThread { [output] in
                var rest: [UInt8] = []
                var searched = 0
                while let bytes = Self.read(output.fileDescriptor), !bytes.isEmpty {
                    rest += bytes
                    while let end = Self.endOfLine(in: rest, from: searched) {
                        take(Array(rest[..<end]))
                        rest.removeSubrange(...end)
                        searched = 0
                    }
                    searched = rest.count
                }
                take(nil)
                continuation.resume()
            }
        }
    }

    /// Reads the next bytes, whatever they are.
    func readSome() -> [UInt8]? {
        Self.read(output.fileDescriptor)
    }

    private static func endOfLine(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else { return nil }
            return memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start).map {
                UnsafeRawPointer($0) - base
            }
        }
    }

    /// What is there now, once there is something; `FileHandle` would wait for more.
    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count >= 0 { return Array(buffer[..<count]) }
            if errno != EINTR { return nil }
        }
    }

    /// Reads no more, as a client that has died.
    func closeOutput() {
        try? output.close()
    }

    func send(_ signal: Int32) {
        Foundation.kill(pid, signal)
    }

    func kill() {
        send(SIGKILL)
    }

    /// All processes below this one.
    var descendants: Set<pid_t> {
        let parents = Self.parents()
        return Set(
            parents.keys.filter { candidate in sequence(first: candidate) { parents[$0] }.dropFirst().contains(pid) })
    }

    /// The process below the program that has used the most CPU time lately: a worker in an endless loop.
    func busiestDescendant(within pause: Duration = .milliseconds(100)) async throws -> pid_t? {
        let before = descendants.reduce(into: [:]) { $0[$1] = Self.stat($1)?.time ?? 0 }
        try await Task.sleep(for: pause)
        return before.keys.max { used($0, since: before) < used($1, since: before) }
    }

    private func used(_ pid: pid_t, since before: [pid_t: Int]) -> Int {
        (Self.stat(pid)?.time ?? 0) - (before[pid] ?? 0)
    }

    /// The resident memory of the program and of all below it, in bytes.
    var residentBytes: Int {
        descendants.union([pid]).reduce(0) { sum, pid in
            let statm = (try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)) ?? ""
            return sum + (statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
        }
    }

    /// Whether there is such a process, zombies left out.
    static func isAlive(_ pid: pid_t) -> Bool {
        stat(pid).map { $0.state != "Z" && $0.state != "X" } ?? false
    }

    private static func parents() -> [pid_t: pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let pairs = names.compactMap { pid_t($0) }.compactMap { pid in stat(pid).map { (pid, $0.parent) } }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private static func stat(_ pid: pid_t) -> (state: Substring, parent: pid_t, time: Int)? {
        // "pid (name) state parent …", and the name may hold anything.
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let parent = pid_t(fields[2]), let user = Int(fields[12]), let system = Int(fields[13])
        else { return nil }
        return (fields[1], parent, user + system)
    }
}
