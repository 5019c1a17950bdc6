#if Service
    import Foundation
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        @Suite("Connections", .timeLimit(.minutes(1)))
        struct ConnectionTests {
            @Test func `several requests go over one connection, even before their answers are read`() async throws {
                try await ServiceProcess.run { service in
                    let connection = try service.connect()
                    for number in 0..<5 {
                        let body: JSON = ["code": "\(number)"]
                        try await connection.sendRequest("POST", "/v1/run", body.bytes)
                    }
                    for number in 0..<5 {
                        #expect(try await connection.answer().json["result"]?.int == number)
                    }
                    let head = try await connection.request("HEAD", "/healthz")
                    #expect(head.status == 200 && head.body.isEmpty)
                }
            }

            @Test func `runs of many connections at once are each answered on their own`() async throws {
                try await ServiceProcess.run { service in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for number in 0..<40 {
                            group.addTask {
                                let connection = try service.connect()
                                for round in 0..<10 {
                                    let body: JSON = ["code": .string("'\(number) \(round)'")]
                                    let answer = try await connection.request("POST", "/v1/run", body)
                                    #expect(try answer.json["result"]?.string == "\(number) \(round)")
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                }
            }

            @Test func `who sends too slowly is let go, and holds up nobody`() async throws {
                try await ServiceProcess.run { service in
                    let head = try service.connect()
                    try await head.send("GET /healthz HTTP/1.1\r\nhost: te")
                    let body = try service.connect()
                    try await body.send("POST /v1/run HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n{")
                    let start = ContinuousClock.now
                    #expect(try await service.request("GET", "/healthz").status == 200)
                    try await head.waitForEnd()
                    try await body.waitForEnd()
                    #expect(ContinuousClock.now - start < .seconds(20))
                }
            }

            @Test func `a head that is too long, or none, is refused`() async throws {
                try await ServiceProcess.run { service in
                    // The longer one is still being sent when it is refused.
                    for length in [200_000, 8_000_000] {
                        let long = try service.connect()
                        let start = ContinuousClock.now
                        try await long.send("GET /healthz HTTP/1.1\r\nx: \(String(repeating: "x", count: length))\r\n")
                        #expect(try await long.answer().status == 431)
                        try await long.waitForEnd()
                        #expect(ContinuousClock.now - start < .seconds(5))
                    }
                    let none = try service.connect()
                    try await none.send("hello\r\n\r\n")
                    let answer = try await none.answer()
                    #expect(answer.status == 400 && answer.code == -32600)
                    #expect(answer.headers["x-isolates-host"] == "web1")
                    try await none.waitForEnd()
                }
            }

            @Test func `a body that is too long is refused before it is sent`() async throws {
                try await ServiceProcess.run { service in
                    let connection = try service.connect()
                    try await connection.send(
                        "POST /v1/run HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\n"
                            + "content-length: 9000000\r\n\r\n")
                    #expect(try await connection.answer().status == 413)
                    let chunked = try service.connect()
                    try await chunked.send(
                        "POST /v1/run HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n")
                    let piece = "f4240\r\n" + String(repeating: " ", count: 1_000_000) + "\r\n"
                    for _ in 0..<9 { try await chunked.send(piece) }
                    #expect(try await chunked.answer().status == 413)
                    let small = try service.connect()
                    try await small.send(
                        "POST /v1/run HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 14\r\n\r\n")
                    #expect(try await small.readHead()?.hasPrefix("HTTP/1.1 100") == true)
                    try await small.send(#"{"code":"6*7"}"#)
                    #expect(try await small.answer().json["result"] == 42)
                }
            }

            @Test func `who has closed its side still gets its answer`() async throws {
                try await ServiceProcess.run { service in
                    for wait in [0, 1_000] {
                        let connection = try service.connect()
                        let code = "const end = Date.now() + \(wait); while (Date.now() < end); 7"
                        try await connection.sendRequest(
                            "POST", "/v1/run", JSON.object(["code": .string(.init(code))]).bytes)
                        connection.closeOutput()
                        #expect(try await connection.answer().json["result"] == 7)
                        try await connection.waitForEnd()
                    }
                }
            }

            @Test func `a request that is aborted has its run interrupted and undone`() async throws {
                try await ServiceProcess.run { service in
                    let context = try await service.context(["n": 1])
                    let path = "/v1/contexts/\(context)/run"
                    #expect(try await service.request("POST", path, ["code": "n"]).status == 200)
                    let start = ContinuousClock.now
                    do {
                        let connection = try service.connect()
                        let body: JSON = ["code": "n = 2; for (;;);"]
                        try await connection.sendRequest("POST", path, body.bytes)
                        let runs = try await ServiceProcess.eventually {
                            try await service.metrics()["isolates_runs_in_progress"] == 1
                        }
                        #expect(runs)
                    }
                    // The next run waits for its turn until then.
                    #expect(try await service.request("POST", path, ["code": "n"]).json["result"] == 1)
                    #expect(ContinuousClock.now - start < .seconds(4))
                    #expect(try await service.logs { $0["outcome"] == "interrupted" })
                }
            }

            @Test func `a client that reads no answers costs itself only`() async throws {
                try await ServiceProcess.run { service in
                    let connections = try (0..<4).map { _ in try service.connect() }
                    for connection in connections {
                        for _ in 0..<20 {
                            let body: JSON = ["code": "'x'.repeat(2e6)"]
                            try await connection.sendRequest("POST", "/v1/run", body.bytes)
                        }
                    }
                    try await Task.sleep(for: .milliseconds(1_500))
                    // What the kernel keeps, and no more than an answer of each.
                    #expect(service.residentBytes < 200 << 20)
                    let answer = try await service.request("POST", "/v1/run", ["code": "6 * 7"])
                    #expect(try answer.json["result"] == 42)
                }
            }

            @Test func `more connections than descriptors wait, and cost no processor time`() async throws {
                try await ServiceProcess.run { service in
                    #expect(try await service.request("POST", "/v1/run", ["code": "1"]).status == 200)
                    let limit = try Process.run(
                        URL(filePath: "/usr/bin/prlimit"),
                        arguments: ["--pid", "\(service.process.processIdentifier)", "--nofile=200"])
                    limit.waitUntilExit()
                    #expect(limit.terminationStatus == 0)
                    var connections = try (0..<300).map { _ in try service.connect() }
                    try await Task.sleep(for: .milliseconds(500))
                    let before = service.processorTime
                    try await Task.sleep(for: .seconds(2))
                    #expect(service.processorTime - before < 0.4)
                    #expect(try await connections[0].request("GET", "/healthz").status == 200)
                    connections = []
                    #expect(try await service.request("POST", "/v1/run", ["code": "6 * 7"]).json["result"] == 42)
                }
            }

            @Test func `thousands of idle connections hold up nobody`() async throws {
                var limit = rlimit()
                getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                limit.rlim_cur = limit.rlim_max
                setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
                let count = min(10_000, Int(limit.rlim_cur) - 1_000)
                try #require(count > 1_000)
                try await ServiceProcess.run { service in
                    let connections = try (0..<count).map { _ in try service.connect() }
                    let start = ContinuousClock.now
                    let answer = try await service.request("POST", "/v1/run", ["code": "6 * 7"])
                    #expect(try answer.json["result"] == 42)
                    #expect(ContinuousClock.now - start < .seconds(2))
                    #expect(try await connections[count - 1].request("GET", "/healthz").status == 200)
                }
            }
        }
    }
#endif
