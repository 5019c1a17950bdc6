import Foundation
import IsolatesTestSupport
import Testing

/// Plays the steps of one case.
actor TorturePlayer {
    private let client: RPCClient
    private let json: JSON
    /// Contexts and whatever else the steps name.
    private var names: [String: JSON] = [:]
    private var started: [Request] = []
    private var lastResult: JSON = .null

    init(_ client: RPCClient, _ json: JSON) {
        self.client = client
        self.json = json
    }

    func play() async throws {
        try await createContext(as: "context")
        if let code = json["code"] {
            // What they leave counts, not how they end: one that poisons iterators trips over them itself.
            for run in json["before"]?.array ?? [] { _ = try await TortureOutcome(start(run)) }
            try await check(json.merging(["code": code])) { try await TortureOutcome(start(json)) }
            for run in json["then"]?.array ?? [] { try await check(run) { try await TortureOutcome(start(run)) } }
        }
        for step in json["steps"]?.array ?? [] { try await play(step) }
    }

    private func play(_ step: JSON) async throws {
        switch step["op"]?.string {
        case nil: try await check(step) { try await run(step) }
        case "context": try await createContext(as: step["as"]?.string ?? "")
        case "start": started.append(start(step))
        case "finish":
            let request = started.removeFirst()
            try await check(step) { try await TortureOutcome(request) }
        case "fork":
            names[step["as"]?.string ?? ""] = try await client.call("forkContext", ["context": context(step)])[
                "context"]
        case "sleep": try await Task.sleep(for: .milliseconds(step["ms"]?.int ?? 0))
        case "dispose":
            try await timed(step) { _ = try await client.call("disposeContext", ["context": context(step)]) }
        case "release": try await client.call("releaseFunction", ["handle": "\(lastResult.handle ?? "")"])
        case "call":
            let params: JSON = ["handle": "\(lastResult.handle ?? "")", "args": step["args"] ?? []]
            try await check(step) { try await TortureOutcome(client.start("callFunction", params)) }
        case "crash": try await crash(step)
        case "sigint": try await interrupt(step)
        case "parallel": try await parallel(step)
        case "herd": try await herd(step)
        case "pipeline": try await pipeline(step)
        case "rpc": try await request(step)
        case "raw": client.send(line: step["line"]?.string ?? "")
        case let op?: Issue.record("nobody knows the step \(op)")
        }
    }

    private func createContext(as name: String) async throws {
        var options: JSON = ["sandbox": json["sandbox"] ?? [:]]
        if let context = json["context"] { options = options.merging(context) }
        if let limit = json["memory_limit"]?.number {
            options = options.merging(["memoryLimit": .number(limit * 1_048_576)])
        }
        names[name] = try await client.call("createContext", options)["context"]
    }

    private func context(_ step: JSON) -> JSON {
        names[step["in"]?.string ?? "context"] ?? .null
    }

    private func start(_ step: JSON, _ options: JSON = [:]) -> Request {
        var params: JSON = ["context": context(step), "code": step["code"] ?? ""]
        if let filename = json["filename"] { params = params.merging(["filename": filename]) }
        if json["await"] == true { params = params.merging(["awaitPromise": true]) }
        // A case of steps names a timeout for its runs, but not for those that are to be ended otherwise.
        if let timeout = step["timeout_ms"] { params = params.merging(["timeout": timeout]) }
        return client.start("runInContext", params.merging(options))
    }

    private func run(_ step: JSON) async throws -> TortureOutcome {
        let outcome = try await TortureOutcome(start(step))
        lastResult = outcome.members["value"] ?? .null
        return outcome
    }

    private func check(_ step: JSON, _ outcome: () async throws -> TortureOutcome) async throws {
        let outcome = try await timed(step, outcome)
        if let expected = step["expect"] {
            #expect(outcome.satisfies(expected), "\(outcome), but expected \(expected)")
        }
    }

    private func timed<T>(_ step: JSON, _ body: () async throws -> T) async throws -> T {
        let start = ContinuousClock.now
        let result = try await body()
        if let allowance = TortureCase.allowance(of: step) { #expect(ContinuousClock.now - start < allowance) }
        return result
    }

    private func crash(_ step: JSON) async throws {
        try await createContext(as: "crashing")
        let run = start(["in": "crashing", "code": "for (;;);"])
        kill(try #require(try await client.process.busiestDescendant()), SIGKILL)
        try await check(step) { try await TortureOutcome(run) }
    }

    private func interrupt(_ step: JSON) async throws {
        let run = start(step, ["breakOnSigint": true])
        try await Task.sleep(for: .milliseconds(150))
        client.process.send(SIGINT)
        try await check(step) { try await TortureOutcome(run) }
    }

    private func parallel(_ step: JSON) async throws {
        try await timed(step) {
            for number in 0..<(step["n"]?.int ?? 0) { try await createContext(as: "\(number)") }
            let runs = (0..<(step["n"]?.int ?? 0)).map { start(step.merging(["in": "\($0)"])) }
            for run in runs {
                let outcome = try await TortureOutcome(run)
                #expect(outcome.satisfies(step["expect"] ?? .null), "\(outcome)")
            }
        }
    }

    private func herd(_ step: JSON) async throws {
        try await timed(step) {
            for number in 0..<(step["n"]?.int ?? 0) { try await createContext(as: "\(number)") }
            for number in 0..<(step["n"]?.int ?? 0) {
                let outcome = try await run(["in": "\(number)", "code": "\(number) + 1"])
                #expect(outcome.members["value"] == .number(Double(number + 1)))
            }
        }
    }

    private func pipeline(_ step: JSON) async throws {
        try await timed(step) {
            let runs = (0..<(step["n"]?.int ?? 0)).map {
                start(["code": "globalThis.p = (globalThis.p ?? 0) + 1; \($0)"])
            }
            for (number, run) in runs.enumerated() {
                let result = try await run.result()
                #expect(result == ["result": .number(Double(number))])
            }
            let sum = try await run(["code": "p"])
            #expect(sum.members["value"] == .number(Double(runs.count)))
        }
    }

    private func request(_ step: JSON) async throws {
        let request = client.start(step["method"]?.string ?? "", resolved(step["params"] ?? [:]))
        do {
            let result = try await request.result()
            #expect(step["expectCode"] == nil)
            if let name = step["save"]?.string { names[name] = result[name] }
        } catch let failure as RPCClient.Failure {
            if step["anyAnswer"] != true { #expect(failure.json["code"] == step["expectCode"]) }
        }
    }

    /// The parameters, with what an earlier step saved in place of its name.
    private func resolved(_ params: JSON) -> JSON {
        names.reduce(params) { params, saved in
            params.keys.contains { params[$0]?.string == "$\(saved.key)" }
                ? params.merging([params.keys.first { params[$0]?.string == "$\(saved.key)" }!: saved.value]) : params
        }
    }
}
