import Foundation
import IsolatesTestSupport

/// The program `isolates serve` as a child process, listening on a port of its own.
final class ServiceProcess: Sendable {
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "isolates").path

    let process: Process
    let port: Int
    private let lines: Lines
    private let ending: Task<Int32, Never>

    struct DidNotStart: Error {
        let status: Int32
        let output: String
    }

    /// Runs the service on a port of its own, and ends it with the body.
    ///
    /// - Parameters:
    ///   - socket: a socket that listens, as systemd hands it over.
    ///   - environment: variables besides those of the tests.
    static func run<Result>(
        _ arguments: [String] = [], socket: FileHandle? = nil, environment: [String: String] = [:],
        _ body: (ServiceProcess) async throws -> Result
    ) async throws -> Result {
        let isElsewhere = socket != nil || arguments.contains("--listen")
        let service = try await ServiceProcess(
            isElsewhere ? arguments : arguments + ["--listen", "127.0.0.1:0"], socket: socket, environment)
        do {
            let result = try await body(service)
            await service.end()
            return result
        } catch {
            await service.end()
            throw error
        }
    }

    /// - Throws: `DidNotStart` where it ends without having listened.
    init(_ arguments: [String], socket: FileHandle? = nil, _ environment: [String: String] = [:]) async throws {
        let process = Process()
        let arguments = ["serve"] + (arguments.contains("--host-name") ? [] : ["--host-name", "web1"]) + arguments
        if let socket {
            // The shell makes a descriptor 3 of its input, and its process that of the program.
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments =
                ["-c", #"LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@" 3<&0 </dev/null"#, Self.path] + arguments
            process.standardInput = socket
        } else {
            process.executableURL = URL(filePath: Self.path)
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardError = output
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            continuation.yield(
                process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
            continuation.finish()
        }
        try process.run()
        self.process = process
        ending = Task.detached { await ended.first { _ in true } ?? -1 }
        lines = Lines(reading: output.fileHandleForReading)
        var address: JSON?
        while address == nil {
            address = lines.all.compactMap { try? JSON($0) }.first { $0["event"]?.string == "listening" }
            guard address == nil else { break }
            guard !lines.areComplete else {
                throw DidNotStart(status: await ending.value, output: lines.all.joined(separator: "\n"))
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let addresses = address?["addresses"]?.array?.compactMap(\.string) ?? []
        port = addresses.first { !$0.hasPrefix("unix:") }?.split(separator: ":").last.flatMap { Int($0) } ?? 0
    }

    /// The lines of its log so far. A line may come after the answer that it is about.
    var log: [JSON] { lines.all.compactMap { try? JSON($0) } }

    /// Whether there is such a line in its log soon.
    func logs(_ isMeant: @Sendable (JSON) -> Bool) async throws -> Bool {
        try await Self.eventually { log.contains(where: isMeant) }
    }

    var text: String { lines.all.joined(separator: "\n") }

    /// The exit status, or 128 and the signal, once it has ended.
    var status: Int32 {
        get async { await ending.value }
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func connect() throws -> RawConnection { try RawConnection(port: port) }

    /// One request on a connection of its own.
    @discardableResult
    func request(
        _ method: String, _ path: String, _ body: JSON? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await connect().request(method, path, body, headers: headers)
    }

    /// Makes a context that outlives its connection.
    func context(_ sandbox: JSON = [:], headers: [String: String] = [:]) async throws -> String {
        let answer = try await request("POST", "/v1/contexts", ["sandbox": sandbox], headers: headers)
        guard let id = try answer.json["context"]?.string else { throw RawConnection.Failure(description: answer.text) }
        return id
    }

    /// The values of `/metrics`, by the name with its labels.
    func metrics() async throws -> [String: Double] {
        let lines = try await request("GET", "/metrics").text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            uniqueKeysWithValues: lines.compactMap { line in
                let parts = line.split(separator: " ")
                return parts.last.flatMap { Double($0) }.map { (String(parts[0]), $0) }
            })
    }

    /// Ends it at once: the second SIGTERM does. Two that come too close upon each other are one (signal(7)).
    func end() async {
        let signals = Task {
            while !Task.isCancelled {
                send(SIGTERM)
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        _ = await status
        signals.cancel()
    }

    /// How much memory the program has resident, its workers left out, in bytes.
    var residentBytes: Int {
        let statm = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)) ?? ""
        return (statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }

    /// How much processor time the program has used, its workers left out, in seconds.
    var processorTime: Double {
        let stat = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
        // From behind the name, which is in brackets, the times in user and kernel mode are fields 12 and 13 (proc(5)).
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.dropFirst(11).prefix(2).reduce(0) { $0 + (Double($1) ?? 0) } / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Waits until something is so.
    static func eventually(_ limit: Duration = .seconds(10), _ condition: () async throws -> Bool) async throws -> Bool
    {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
