import Foundation
import Isolates
import Synchronization

struct BurstReport: Codable {
    var made = 0
    /// How many contexts were refused, by the message.
    var refusals: [String: Int] = [:]
    var disposed = 0
    /// How many contexts of the burst ran a script.
    var answered = 0
    var faults: [String] = []
    var unanswered: [String] = []
}

/// Makes `isolates rpc` dispose contexts and create as many, all requested in one write.
func burst(_ count: Int) async throws -> BurstReport {
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), .max)
    let pending = Pending(patience: .seconds(90)) { writeAndExit(BurstReport(unanswered: $0)) }
    let program = try RPCProgram()
    var report = BurstReport()
    let first = await pending.ask("contexts") { await program.ask((0..<count).map { _ in ("createContext", "") }) }
    let contexts = first.compactMap(\.context)
    let answers = await pending.ask("disposals and contexts in one write") {
        await program.ask(
            contexts.map { ("disposeContext", #""context":"\#($0)""#) } + (0..<count).map { _ in ("createContext", "") }
        )
    }
    report.disposed = answers.prefix(contexts.count).count { $0.error == nil }
    let made = answers.dropFirst(contexts.count).compactMap(\.context)
    report.made = made.count
    for message in (first + answers).compactMap(\.error?.message) { report.refusals[message, default: 0] += 1 }
    let runs = await pending.ask("runs in the new contexts") {
        await program.ask(made.map { ("runInContext", #""context":"\#($0)","code":"6 * 7","timeout":60000"#) })
    }
    report.answered = runs.count { $0.error == nil }
    report.faults += Set(runs.compactMap(\.error?.message)).sorted()
    if report.disposed < contexts.count {
        report.faults.append("\(contexts.count - report.disposed) were not disposed")
    }
    let status = await pending.ask("the program's end") { await program.end() }
    if status != 0 { report.faults.append("the program ended with \(status)") }
    return report
}

/// `isolates rpc`, from the directory of this program.
private final class RPCProgram: Sendable {
    struct Answer: Decodable {
        struct Failure: Decodable {
            let message: String
        }

        struct Result: Decodable {
            let context: String?
        }

        let id: Int
        let error: Failure?
        /// The context of an answer to `createContext`.
        let context: String?

        enum CodingKeys: CodingKey { case id, error, result }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            id = try members.decode(Int.self, forKey: .id)
            error = try members.decodeIfPresent(Failure.self, forKey: .error)
            context = (try? members.decodeIfPresent(Result.self, forKey: .result))?.context
        }
    }

    private struct State {
        var lastID = 0
        var missing = 0
        var answers: [Int: Answer] = [:]
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let input: FileHandle
    private let ending: Task<Int32, Never>

    init() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "isolates")
        process.arguments = ["rpc"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { continuation.yield($0.terminationStatus) }
        try process.run()
        self.input = input.fileHandleForWriting
        ending = Task { await ended.first { _ in true } ?? -1 }
        Thread.detachNewThread { [self, reading = output.fileHandleForReading] in read(reading) }
    }

    /// Sends requests in one write, and awaits all answers.
    func ask(_ requests: [(method: String, parameters: String)]) async -> [Answer] {
        guard !requests.isEmpty else { return [] }
        let first = state.withLock { state in
            defer { state.lastID += requests.count }
            state.missing = requests.count
            return state.lastID + 1
        }
        let lines = requests.enumerated().map { index, request in
            #"{"jsonrpc":"2.0","id":\#(first + index),"method":"\#(request.method)","params":{\#(request.parameters)}}"#
                + "\n"
        }
        // On a thread of its own, because a full pipe blocks it.
        Thread.detachNewThread { [input] in try? input.write(contentsOf: Data(lines.joined().utf8)) }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.missing > 0 { state.waiter = continuation }
                return state.missing == 0
            }
            if isDone { continuation.resume() }
        }
        return state.withLock { state in requests.indices.map { state.answers[first + $0]! } }
    }

    /// Ends the program, and returns its exit status.
    func end() async -> Int32 {
        try? input.close()
        return await ending.value
    }

    private func read(_ output: FileHandle) {
        var rest = Data()
        while case let bytes = output.availableData, !bytes.isEmpty {
            rest += bytes
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                take(rest[..<end])
                rest = rest[(end + 1)...]
            }
        }
    }

    private func take(_ line: Data) {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: line) else { return }
        let waiter = state.withLock { state in
            state.answers[answer.id] = answer
            state.missing -= 1
            return state.missing == 0 ? state.waiter.take() : nil
        }
        waiter?.resume()
    }
}
