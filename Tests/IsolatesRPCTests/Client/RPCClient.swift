import Foundation
import IsolatesTestSupport
import Synchronization
import Testing

/// A client of `isolates rpc` that knows rpc.md, and nothing of this package.
final class RPCClient: Sendable {
    /// What a client's function answers: the members of the response beside `id`. Nil: it never answers.
    typealias Function = @Sendable (_ params: JSON) async -> JSON?

    /// An answer that is an error.
    struct Failure: Error, CustomStringConvertible {
        let json: JSON

        var code: Int? { json["code"]?.int }
        var message: String { json["message"]?.string ?? "" }
        var data: JSON { json["data"] ?? .null }
        var kind: String? { data["kind"]?.string }
        var description: String { "\(json)" }
    }

    /// The program ended before it had answered.
    struct Gone: Error {}

    private struct State {
        var lastID = 0
        var waiting: [Int: CheckedContinuation<JSON, any Error>] = [:]
        var answered: [Int: JSON] = [:]
        var functions: [String: Function] = [:]
        /// Answers to no request of `start`, in order.
        var unclaimed: [JSON] = []
        var notifications: [JSON] = []
        var lines: [JSON] = []
        var isGone = false
    }

    let process: ProgramProcess
    private let state = Mutex(State())

    private init(_ process: ProgramProcess) {
        self.process = process
    }

    /// Gives `body` a client of a new program. Afterwards the program ends with status 0 and leaves no process.
    static func run(_ options: String..., body: (RPCClient) async throws -> Void) async throws {
        let client = RPCClient(try ProgramProcess(arguments: ["rpc"] + options))
        let reading = Task.detached { await client.process.readLines { client.receive($0) } }
        try await withTaskCancellationHandler {
            do { try await body(client) } catch {
                client.process.kill()
                await reading.value
                throw error
            }
            let others = client.process.descendants
            client.process.closeInput()
            await reading.value
            #expect(await client.process.status == 0)
            #expect(others.filter(ProgramProcess.isAlive).isEmpty, "processes outlived the program")
        } onCancel: {
            client.process.kill()
        }
    }

    /// Sends a request whose answer is asked for later.
    func start(_ method: String, _ params: JSON = [:]) -> Request {
        start([(method, params)])[0]
    }

    /// Sends requests in one write.
    func start(_ requests: [(method: String, params: JSON)]) -> [Request] {
        let first = state.withLock { state in
            defer { state.lastID += requests.count }
            return state.lastID + 1
        }
        let ids = first..<first + requests.count
        let lines = zip(ids, requests).map { id, request in
            let message: JSON = [
                "jsonrpc": "2.0", "id": .number(Double(id)), "method": "\(request.method)", "params": request.params,
            ]
            return message.bytes
        }
        process.write(Array(lines.joined(separator: [UInt8(ascii: "\n")])))
        return ids.map { Request(client: self, id: $0) }
    }

    /// Sends a request and awaits its result.
    ///
    /// - Throws: `Failure` if it is answered by an error.
    @discardableResult
    func call(_ method: String, _ params: JSON = [:]) async throws -> JSON {
        try await start(method, params).result()
    }

    func send(_ message: JSON) {
        process.write(message.bytes)
    }

    /// Sends a line as it is.
    func send(line: String) {
        process.write(Array(line.utf8))
    }

    /// Answers calls of a function that was put into a sandbox.
    func define(_ handle: String, _ function: @escaping Function) {
        state.withLock { $0.functions[handle] = function }
    }

    /// The notifications that have come, in order.
    func notifications(_ method: String) -> [JSON] {
        state.withLock { $0.notifications }.filter { $0["method"]?.string == method }.compactMap { $0["params"] }
    }

    /// Every message that has come, in order.
    var messages: [JSON] { state.withLock { $0.lines } }

    /// The next answer to a line of `send(line:)`.
    func nextUnclaimed() async throws -> JSON {
        while true {
            let next = state.withLock { state in
                if state.unclaimed.isEmpty, state.isGone { return JSON?.some(.null) }
                return state.unclaimed.isEmpty ? nil : state.unclaimed.removeFirst()
            }
            if let next { return next }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Whether there are answers that nobody asked for.
    var hasUnclaimed: Bool { state.withLock { !$0.unclaimed.isEmpty } }

    func answer(to id: Int) async throws -> JSON {
        try await withCheckedThrowingContinuation { continuation in
            let answer = state.withLock { state -> Result<JSON, any Error>? in
                if let answer = state.answered.removeValue(forKey: id) { return .success(answer) }
                if state.isGone { return .failure(Gone()) }
                state.waiting[id] = continuation
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    func isAnswered(_ id: Int) -> Bool {
        state.withLock { $0.answered[id] != nil }
    }

    private func receive(_ line: [UInt8]?) {
        guard let line else { return end() }
        guard let message = try? JSON(line) else {
            Issue.record("a line is no JSON: \(String(decoding: line.prefix(200), as: UTF8.self))")
            return
        }
        state.withLock { $0.lines.append(message) }
        if message["method"] == nil {
            settle(message)
        } else if message["id"] == nil {
            state.withLock { $0.notifications.append(message) }
        } else {
            serve(message)
        }
    }

    private func settle(_ answer: JSON) {
        let waiter = state.withLock { state -> CheckedContinuation<JSON, any Error>? in
            guard let id = answer["id"]?.int, 1...max(state.lastID, 1) ~= id else {
                state.unclaimed.append(answer)
                return nil
            }
            if let waiter = state.waiting.removeValue(forKey: id) { return waiter }
            state.answered[id] = answer
            return nil
        }
        waiter?.resume(returning: answer)
    }

    private func serve(_ request: JSON) {
        let params = request["params"] ?? .null
        guard let function = state.withLock({ $0.functions[params["function"]?.string ?? ""] }) else { return }
        Task {
            guard let answer = await function(params) else { return }
            self.send(JSON.object([:]).merging(["jsonrpc": "2.0", "id": request["id"]!]).merging(answer))
        }
    }

    private func end() {
        let waiters = state.withLock { state in
            state.isGone = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiter in waiters { waiter.resume(throwing: Gone()) }
    }
}

/// A request that was sent.
struct Request: Sendable {
    let client: RPCClient
    let id: Int

    /// Whether the answer has come and was not awaited.
    var isAnswered: Bool { client.isAnswered(id) }

    /// Awaits the result.
    ///
    /// - Throws: `RPCClient.Failure` where the answer is an error.
    func result() async throws -> JSON {
        let answer = try await client.answer(to: id)
        #expect(answer["jsonrpc"] == "2.0")
        if let error = answer["error"] { throw RPCClient.Failure(json: error) }
        return try #require(answer["result"])
    }

    /// Whether the result is this one.
    func gives(_ expected: JSON) async throws -> Bool {
        let result = try await result()
        if result != expected { Issue.record("the result is \(result)") }
        return result == expected
    }

    /// Awaits an answer that is to be an error.
    func failure() async throws -> RPCClient.Failure {
        do {
            let result = try await result()
            Issue.record("no error, but \(result)")
            return RPCClient.Failure(json: .null)
        } catch let failure as RPCClient.Failure {
            return failure
        }
    }
}
