#if Service
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        @Suite("The routes", .timeLimit(.minutes(1)))
        struct RequestTests {
            @Test func `a run in a new context answers with its result, sandbox, console and costs`() async throws {
                try await ServiceProcess.run { service in
                    let answer = try await service.request(
                        "POST", "/v1/run",
                        ["code": "console.log('n is', n); console.warn({ n }); n += 1; n * 2", "sandbox": ["n": 20]])
                    #expect(answer.status == 200)
                    #expect(answer.headers["x-isolates-host"] == "web1")
                    let json = try answer.json
                    #expect(json["result"] == 42)
                    #expect(json["sandbox"] == ["n": 21])
                    #expect(
                        json["console"] == [
                            ["level": "log", "args": ["n is", 20], "text": "n is 20"],
                            ["level": "warn", "args": [["n": 20]], "text": "{ n: 20 }"],
                        ])
                    #expect(json["usage"]?.keys == ["wallTime", "cpuTime", "queueTime", "memory", "peakMemory"])
                    #expect(try #require(json["usage"]?["wallTime"]?.number) > 0)
                    #expect(try #require(json["usage"]?["peakMemory"]?.number) > 0)
                }
            }

            @Test func `a context lives from request to request`() async throws {
                try await ServiceProcess.run { service in
                    let made = try await service.request("POST", "/v1/contexts", ["sandbox": ["n": 1]])
                    #expect(made.status == 201)
                    let id = try #require(try made.json["context"]?.string)
                    #expect(id.wholeMatch(of: /web1\.[0-9]+\.[0-9a-f]{32}/) != nil)
                    let path = "/v1/contexts/\(id)"
                    let run = try await service.request("POST", path + "/run", ["code": "n += 1"])
                    #expect(run.status == 200)
                    #expect(try run.json["result"] == 2 && run.json["console"] == [] && run.json["usage"] != nil)
                    #expect(try run.json["sandbox"] == nil)
                    let change: JSON = ["assign": ["m": 5], "remove": ["n"]]
                    #expect(try await service.request("PATCH", path + "/sandbox", change).status == 204)
                    let sandbox = try await service.request("GET", path + "/sandbox")
                    #expect(try sandbox.status == 200 && sandbox.json == ["sandbox": ["m": 5]])
                    let fork = try await service.request("POST", path + "/fork")
                    #expect(fork.status == 201)
                    let stats = try await service.request("GET", path)
                    #expect(try stats.status == 200 && stats.json["state"] == "idle" && stats.json["runs"] == 1)
                    #expect(try await service.request("DELETE", path).status == 204)
                    let gone = try await service.request("POST", path + "/run", ["code": "1"])
                    #expect(gone.status == 410 && gone.code == 6)
                    let copy = try #require(try fork.json["context"]?.string)
                    let rest = try await service.request("POST", "/v1/contexts/\(copy)/run", ["code": "m"])
                    #expect(try rest.json["result"] == 5)
                }
            }

            @Test func `templates are named`() async throws {
                let file = try TemporaryFile("var base = 40; function add(n) { return base + n }")
                try await ServiceProcess.run(["--template", "sums=\(file.path)"]) { service in
                    let run = try await service.request("POST", "/v1/run", ["code": "add(2)", "template": "sums"])
                    #expect(try run.json["result"] == 42)
                    let missing = try await service.request("POST", "/v1/run", ["code": "1", "template": "sum"])
                    #expect(missing.status == 404 && missing.message.contains("sum"))
                }
            }

            @Test(
                arguments: [
                    ("throw new TypeError('x')", 1), ("1 +", 1), ("for (;;);", 2),
                    ("for (const a = [];;) a.push(new Array(1e5).fill(1))", 4),
                ])
            func `a run that fails is unprocessable, and its context stands as before it`(code: String, kind: Int)
                async throws
            {
                try await ServiceProcess.run { service in
                    let id = try await service.context(["n": 1])
                    let path = "/v1/contexts/\(id)/run"
                    let failed = try await service.request(
                        "POST", path, ["code": "console.log('before'); n = 2; \(code)", "timeout": 2_000])
                    #expect(failed.status == 422 && failed.code == kind)
                    if kind != 1 {
                        #expect(try failed.json["error"]?["data"]?["rolledBack"] == true)
                        #expect(try await service.request("POST", path, ["code": "n"]).json["result"] == 1)
                    }
                    let console = try failed.json["console"]?.array?.compactMap { $0["text"]?.string }
                    #expect(code == "1 +" ? console == nil : console == ["before"])
                }
            }

            @Test func `what is wrong with a request is said`() async throws {
                try await ServiceProcess.run(["--max-body", "100KB"]) { service in
                    let function: JSON = ["$type": "function", "value": ["name": "f", "handle": "f"]]
                    let wrong: [(path: String, body: JSON, status: Int, word: String)] = [
                        ("/v1/run", ["code": 1], 400, "code"), ("/v1/run", [:], 400, "code"),
                        ("/v1/run", [], 400, "object"),
                        ("/v1/run", ["code": "1", "timeOut": 1], 400, "timeOut"),
                        ("/v1/run", ["code": "1", "sandbox": ["f": function]], 400, "sandbox"),
                        ("/v1/contexts", ["detached": true], 400, "detached"), ("/v1/x", [:], 404, "/v1/x"),
                        ("/v1/run", ["code": .string(.init(String(repeating: " ", count: 200_000)))], 413, "102400"),
                        ("/v1/contexts/web2.7.00000000000000000000000000000000/run", ["code": "1"], 421, "web2"),
                        ("/v1/contexts/web1.7.00000000000000000000000000000000/run", ["code": "1"], 410, "anew"),
                        ("/v1/contexts/c1/run", ["code": "1"], 410, "c1"),
                    ]
                    for (path, body, status, word) in wrong {
                        let answer = try await service.request("POST", path, body)
                        #expect(answer.status == status, "\(path) \(answer.text)")
                        #expect(answer.message.contains(word), "\(answer.text)")
                        #expect(try answer.json.keys == ["error"])
                        #expect(answer.headers["x-isolates-host"] == (status == 421 ? "web2" : "web1"))
                    }
                    let connection = try service.connect()
                    try await connection.sendRequest("POST", "/v1/run", Array("{code".utf8))
                    let answer = try await connection.answer()
                    #expect(answer.status == 400 && answer.code == -32700)
                }
            }

            @Test func `more console than a megabyte is cut, and that is said`() async throws {
                try await ServiceProcess.run { service in
                    let answer = try await service.request(
                        "POST", "/v1/run", ["code": "for (let i = 0; i < 3000; i++) console.log('x'.repeat(1000)); 7"])
                    #expect(try answer.status == 200 && answer.json["result"] == 7)
                    #expect(try answer.json["consoleTruncated"] == true)
                    #expect(answer.body.count < 2 << 20)
                }
            }

            @Test func `the names of a request come back, and stand in the log`() async throws {
                try await ServiceProcess.run { service in
                    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
                    let answer = try await service.request(
                        "POST", "/v1/run", ["code": "1"], headers: ["traceparent": trace, "x-request-id": "r1"])
                    #expect(answer.headers["traceparent"] == trace && answer.headers["x-request-id"] == "r1")
                    #expect(
                        try await service.logs { $0["traceparent"]?.string == trace && $0["requestId"] == "r1" })
                    let line = try #require(service.log.first { $0["event"] == "run" })
                    #expect(line["tenant"] == "default" && line["outcome"] == "completed")
                    #expect(line["wallTime"]?.number != nil && line["cpuTime"]?.number != nil)
                    #expect(line["peakMemory"]?.number != nil && line["queueTime"]?.number != nil)
                }
            }
        }
    }
#endif
