#if Service
    import Foundation
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        @Suite("Tenants", .timeLimit(.minutes(1)))
        struct TenantTests {
            private func withTokens(
                _ lines: String..., arguments: [String] = [],
                _ body: (ServiceProcess, TemporaryFile) async throws -> Void
            ) async throws {
                let file = try TemporaryFile(lines.joined(separator: "\n"))
                try await ServiceProcess.run(["--tokens", file.path] + arguments) { try await body($0, file) }
            }

            @Test func `a request needs a token, and sees its tenant's contexts only`() async throws {
                try await withTokens(Token.line("a"), Token.line("b")) { service, _ in
                    let none = try await service.request("POST", "/v1/run", ["code": "1"])
                    #expect(none.status == 401 && none.headers["www-authenticate"] == "Bearer")
                    let wrong = try await service.request("POST", "/v1/run", ["code": "1"], headers: Token.bearer("c"))
                    #expect(wrong.status == 401)
                    let context = try await service.context(headers: Token.bearer("a"))
                    let path = "/v1/contexts/\(context)"
                    #expect(try await service.request("GET", path, headers: Token.bearer("a")).status == 200)
                    for method in ["GET", "DELETE"] {
                        #expect(try await service.request(method, path, headers: Token.bearer("b")).status == 410)
                    }
                    let client = try await WebSocketClient(service.connect(), headers: Token.bearer("b"))
                    #expect(try await client.call("isContext", ["context": "\(context)"]) == false)
                    let refused = await #expect(throws: WebSocketClient.Refused.self) {
                        try await WebSocketClient(service.connect())
                    }
                    #expect(refused?.answer.status == 401)
                    for path in ["/healthz", "/readyz", "/metrics"] {
                        #expect(try await service.request("GET", path).status == 200)
                    }
                    #expect(!service.text.contains("a-token") && !service.text.contains("c-token"))
                }
            }

            @Test func `limits cap what requests ask for`() async throws {
                try await withTokens(Token.line("a", #""timeout":200,"memoryLimit":50000000"#)) { service, _ in
                    for timeout: JSON in [["timeout": 60_000], [:]] {
                        let body: JSON = ["code": "for (;;);"]
                        let answer = try await service.request(
                            "POST", "/v1/run", body.merging(timeout), headers: Token.bearer("a"))
                        #expect(answer.status == 422 && answer.code == 2)
                        #expect(try answer.json["error"]?["data"]?["timeout"] == 200)
                    }
                    let hog: JSON = [
                        "code": "const a = []; for (;;) a.push(new Array(1e5).fill(1))", "memoryLimit": 1_000_000_000,
                    ]
                    let answer = try await service.request("POST", "/v1/run", hog, headers: Token.bearer("a"))
                    #expect(answer.code == 4)
                    #expect(try answer.json["error"]?["data"]?["memoryLimit"] == 50_000_000)
                }
            }

            @Test func `what goes past a limit waits for a while`() async throws {
                try await withTokens(
                    Token.line("a", #""maxContexts":1"#), Token.line("b", #""runsPerSecond":1"#),
                    Token.line("c", #""maxRuns":1,"maxQueued":1"#), Token.line("d", #""maxContexts":0,"maxRuns":0"#)
                ) { service, _ in
                    let first = try await service.context(headers: Token.bearer("a"))
                    let second = try await service.request("POST", "/v1/contexts", [:], headers: Token.bearer("a"))
                    #expect(second.status == 429 && second.headers["retry-after"] == "1" && second.code == 8)
                    let fork = try await service.request(
                        "POST", "/v1/contexts/\(first)/fork", headers: Token.bearer("a"))
                    #expect(fork.status == 429)
                    _ = try await service.request("DELETE", "/v1/contexts/\(first)", headers: Token.bearer("a"))
                    _ = try await service.context(headers: Token.bearer("a"))

                    let statuses = try await [1, 2].asyncMap { _ in
                        try await service.request("POST", "/v1/run", ["code": "1"], headers: Token.bearer("b")).status
                    }
                    #expect(statuses == [200, 429])

                    let long: JSON = ["code": "const end = Date.now() + 500; while (Date.now() < end); 1"]
                    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                        for _ in 0..<4 {
                            group.addTask {
                                try await service.request("POST", "/v1/run", long, headers: Token.bearer("c")).status
                            }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }.sorted()
                    }
                    #expect(answers == [200, 200, 429, 429])

                    for path in ["/v1/run", "/v1/contexts"] {
                        let body: JSON = path == "/v1/run" ? ["code": "1"] : [:]
                        #expect(try await service.request("POST", path, body, headers: Token.bearer("d")).status == 403)
                    }
                    let metrics = try await service.metrics()
                    #expect(metrics[#"isolates_rejected_total{reason="contexts"}"#] == 2)
                    #expect(metrics[#"isolates_rejected_total{reason="rate"}"#] == 1)
                    #expect(metrics[#"isolates_rejected_total{reason="queue"}"#] == 2)
                    #expect(metrics[#"isolates_rejected_total{reason="forbidden"}"#] == 2)
                }
            }

            /// The order of turns is what counts: a run that is not its tenant's turn would be in the wrong place.
            @Test func `a noisy tenant takes no turn from a quiet one`() async throws {
                let lines = (Token.line("first", #""timeout":50000"#), Token.line("noisy"), Token.line("quiet"))
                try await withTokens(lines.0, lines.1, lines.2, arguments: ["--max-runs", "1"]) { service, _ in
                    let first = try await WebSocketClient(service.connect(), headers: Token.bearer("first"))
                    let id = try await first.start("runInNewContext", ["code": "for (;;);", "timeout": 50_000])
                    let isRunning = try await ServiceProcess.eventually {
                        try await service.metrics()["isolates_runs_in_progress"] == 1
                    }
                    #expect(isRunning)
                    // Says when it began, and is over later than that.
                    let run: JSON = [
                        "code": "const start = Date.now(); while (Date.now() < start + 5); start", "timeout": 5_000,
                    ]
                    var requests: [Task<(start: Int, tenant: String), any Error>] = []
                    for (tenant, count) in [("noisy", 20), ("quiet", 6)] {
                        requests += (0..<count).map { _ in
                            Task {
                                let answer = try await service.request(
                                    "POST", "/v1/run", run, headers: Token.bearer(tenant))
                                return (try #require(try answer.json["result"]?.int, "\(answer.text)"), tenant)
                            }
                        }
                        let queued = Double(requests.count)
                        let areQueued = try await ServiceProcess.eventually {
                            try await service.metrics()["isolates_runs_queued"] == queued
                        }
                        #expect(areQueued)
                    }
                    #expect(try await first.call("cancel", ["id": .number(Double(id))]) == true)
                    var runs: [(start: Int, tenant: String)] = []
                    for request in requests { runs.append(try await request.value) }
                    let order = runs.sorted { $0.start < $1.start }.map(\.tenant)
                    let inTurn = Array(repeating: ["noisy", "quiet"], count: 6).flatMap { $0 }
                    #expect(order == inTurn + Array(repeating: "noisy", count: 14))
                }
            }

            @Test func `SIGHUP reads the tokens again, and keeps the old ones where there is a fault`() async throws {
                try await withTokens(Token.line("a")) { service, file in
                    let client = try await WebSocketClient(service.connect(), headers: Token.bearer("a"))
                    try file.write("nothing of the kind")
                    service.send(SIGHUP)
                    #expect(try await service.logs { $0["event"] == "tokens refused" && $0["reason"] != nil })
                    #expect(try await client.call("runInNewContext", ["code": "1"])["result"] == 1)
                    try file.write(Token.line("b"))
                    service.send(SIGHUP)
                    #expect(try await service.logs { $0["event"] == "tokens read" })
                    let run: JSON = ["code": "1"]
                    #expect(try await service.request("POST", "/v1/run", run, headers: Token.bearer("b")).status == 200)
                    #expect(try await service.request("POST", "/v1/run", run, headers: Token.bearer("a")).status == 401)
                    let failed = await #expect(throws: WebSocketClient.Failed.self) {
                        try await client.call("runInNewContext", ["code": "1"])
                    }
                    #expect(failed?.code == 8)
                }
            }

            @Test func `a trusted proxy tells the tenant`() async throws {
                try await ServiceProcess.run(["--trusted-proxy", "127.0.0.0/8", "--metrics-by-tenant"]) { service in
                    let run: JSON = ["code": "1"]
                    #expect(try await service.request("POST", "/v1/run", run).status == 401)
                    let header = ["x-isolates-tenant": "shop"]
                    #expect(try await service.request("POST", "/v1/run", run, headers: header).status == 200)
                    let metrics = try await service.metrics()
                    #expect(metrics[#"isolates_run_seconds_count{tenant="shop",outcome="completed"}"#] == 1)
                }
            }

            @Test func `the peer of a unix socket is the tenant of its user`() async throws {
                let file = try TemporaryFile()
                let path = file.path + ".socket"
                try await ServiceProcess.run(["--listen", "unix:\(path)"]) { service in
                    let answer = try await RawConnection(path: path).request("POST", "/v1/run", ["code": "1"])
                    #expect(answer.status == 200)
                    #expect(try await service.logs { $0["tenant"]?.string == NSUserName() })
                    let other = await #expect(throws: ServiceProcess.DidNotStart.self) {
                        try await ServiceProcess(["--listen", "unix:\(path)"])
                    }
                    #expect(other?.status == 69 && other?.output.contains("another program") == true)
                }
                #expect(!FileManager.default.fileExists(atPath: path))
                let noSocket = await #expect(throws: ServiceProcess.DidNotStart.self) {
                    try await ServiceProcess(["--listen", "unix:\(file.path)"])
                }
                #expect(noSocket?.status == 69 && noSocket?.output.contains("a file already that is no socket") == true)
            }

            @Test(
                arguments: [
                    (["--listen", "0.0.0.0:0"], Int32(64), "--tokens"), (["--tokens", "/nowhere"], 66, "/nowhere"),
                    (["--listen", "here"], 64, "HOST:PORT"), (["--host-name", "a.b"], 64, "letters"),
                    (["--template", "t=/nowhere.js"], 66, "/nowhere.js"), (["--trusted-proxy", "x"], 64, "10.0.0.7"),
                ])
            func `it refuses to start where it must not or can't`(
                arguments: [String], status: Int32, word: String
            ) async throws {
                let failure = await #expect(throws: ServiceProcess.DidNotStart.self) {
                    try await ServiceProcess(arguments)
                }
                #expect(failure?.status == status)
                #expect(failure?.output.contains(word) == true, "\(failure?.output ?? "")")
            }
        }
    }

    extension Array {
        fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
            var results: [Result] = []
            for element in self { results.append(try await body(element)) }
            return results
        }
    }
#endif
