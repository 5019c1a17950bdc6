#if Service
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        @Suite("WebSockets", .timeLimit(.minutes(1)))
        struct WebSocketTests {
            @Test func `every message of rpc goes over it, functions of the client included`() async throws {
                try await ServiceProcess.run { service in
                    let client = try await WebSocketClient(
                        service.connect(),
                        functions: [
                            "price": { arguments, client in
                                // While its script waits, the context can be asked.
                                let context = try await client.call("stats", [:])
                                #expect(context["contexts"] == 1)
                                return .number((arguments[0]?.number ?? 0) * 2)
                            }
                        ])
                    let context = try await client.call(
                        "createContext", ["sandbox": ["price": .function("price")]])["context"]
                    let id = try #require(context)
                    let result = try await client.call(
                        "runInContext", ["context": id, "code": "console.log('hi'); price(21)"])
                    #expect(result["result"] == 42)
                    let entry = try #require(client.heard.first)
                    #expect(entry["method"] == "console" && entry["params"]?["text"] == "hi")
                    #expect(entry["params"]?["context"] == id)
                    let failed = await #expect(throws: WebSocketClient.Failed.self) {
                        try await client.call("runInContext", ["context": id, "code": "for (;;);", "timeout": 50])
                    }
                    #expect(failed?.code == 2)
                }
            }

            @Test func `a connection that has carried requests can become a WebSocket`() async throws {
                try await ServiceProcess.run { service in
                    let connection = try service.connect()
                    for code in ["1", "2"] {
                        #expect(try await connection.request("POST", "/v1/run", ["code": "\(code)"]).status == 200)
                    }
                    let client = try await WebSocketClient(connection)
                    #expect(try await client.call("runInNewContext", ["code": "6 * 7"])["result"] == 42)
                }
            }

            @Test func `a request whose offer of another protocol is not taken ends its connection`() async throws {
                try await ServiceProcess.run { service in
                    let connection = try service.connect()
                    // As some clients of HTTP/2 begin.
                    let headers = [
                        "connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c", "http2-settings": "AAMAAABkAAQAAP__",
                    ]
                    let answer = try await connection.request("POST", "/v1/run", ["code": "6 * 7"], headers: headers)
                    #expect(try answer.json["result"] == 42)
                    #expect(answer.headers["connection"] == "close")
                    try await connection.waitForEnd()
                }
            }

            @Test func `messages that come together are taken in their order, long ones among them`() async throws {
                try await ServiceProcess.run { service in
                    let client = try await WebSocketClient(service.connect())
                    let context = try #require(try await client.call("createContext", ["sandbox": ["n": 0]])["context"])
                    var ids: [Int] = []
                    for number in 0..<200 {
                        // Long ones are not read on the event loop.
                        let comment = number.isMultiple(of: 7) ? String(repeating: " ", count: 100_000) : ""
                        ids.append(
                            try await client.start(
                                "runInContext", ["context": context, "code": .string("n += 1\(comment)")]))
                    }
                    for (index, id) in ids.enumerated() {
                        let answer = try await client.next()
                        #expect(answer["id"]?.int == id && answer["result"]?["result"]?.int == index + 1)
                    }
                }
            }

            @Test func `contexts end with their connection, but for detached ones`() async throws {
                try await ServiceProcess.run { service in
                    var client: WebSocketClient? = try await WebSocketClient(service.connect())
                    let bound = try await client!.call("createContext")["context"]?.string ?? ""
                    let detached =
                        try await client!.call("createContext", ["detached": true, "sandbox": ["n": 1]])["context"]?
                        .string ?? ""
                    _ = try await client!.call("runInContext", ["context": "\(detached)", "code": "n = 7"])
                    client!.connection.abort()
                    client = nil
                    let isGone = try await ServiceProcess.eventually {
                        try await service.request("POST", "/v1/contexts/\(bound)/run", ["code": "1"]).status == 410
                    }
                    #expect(isGone)
                    let answer = try await service.request("POST", "/v1/contexts/\(detached)/run", ["code": "n"])
                    #expect(try answer.json["result"] == 7)
                    let other = try await WebSocketClient(service.connect())
                    #expect(try await other.call("isContext", ["context": "\(detached)"]) == true)
                    #expect(try await other.call("isContext", ["context": "\(bound)"]) == false)
                    try await other.call("disposeContext", ["context": "\(detached)"])
                    #expect(try await service.request("GET", "/v1/contexts/\(detached)").status == 410)
                }
            }

            @Test func `connections do not see each other's contexts`() async throws {
                try await ServiceProcess.run { service in
                    let one = try await WebSocketClient(service.connect())
                    let other = try await WebSocketClient(service.connect())
                    let context = try await one.call("createContext")["context"]?.string ?? ""
                    let failed = await #expect(throws: WebSocketClient.Failed.self) {
                        try await other.call("runInContext", ["context": "\(context)", "code": "1"])
                    }
                    #expect(failed?.code == 6)
                    try await one.call("runInThisContext", ["code": "var secret = 1"])
                    #expect(try await one.call("runInThisContext", ["code": "secret"])["result"] == 1)
                    let isHidden = try await other.call("runInThisContext", ["code": "typeof secret"])["result"]
                    #expect(isHidden == "undefined")
                }
            }

            @Test func `what a connection was doing ends with it, and its detached context stands as before`()
                async throws
            {
                try await ServiceProcess.run { service in
                    let client = try await WebSocketClient(service.connect())
                    let context =
                        try await client.call("createContext", ["detached": true, "sandbox": ["n": 1]])["context"]?
                        .string ?? ""
                    try await client.call("runInContext", ["context": "\(context)", "code": "n"])
                    _ = try await client.start(
                        "runInContext", ["context": "\(context)", "code": "n = 2; console.log('on'); for (;;);"])
                    #expect(try await client.next()["method"] == "console")
                    client.connection.abort()
                    let answer = try await service.request("POST", "/v1/contexts/\(context)/run", ["code": "n"])
                    #expect(try answer.json["result"] == 1)
                    #expect(try await service.metrics()["isolates_rollbacks_total"] == 1)
                    #expect(try await service.logs { $0["outcome"] == "interrupted" })
                }
            }

            @Test func `malformed messages are answered, and other frames end the connection`() async throws {
                try await ServiceProcess.run(["--max-body", "100KB"]) { service in
                    let client = try await WebSocketClient(service.connect(), subprotocol: nil)
                    try await client.send(frame: 1, Array("{code".utf8))
                    #expect(try await client.next()["error"]?["code"] == -32700)
                    // In pieces.
                    try await client.send(frame: 1, Array(#"{"jsonrpc":"2.0","id":9,"#.utf8), isFinal: false)
                    try await client.send(frame: 0, Array(#""method":"stats"}"#.utf8))
                    #expect(try await client.next()["id"] == 9)
                    try await client.send(frame: 2, [1, 2, 3])
                    #expect(try await closeCode(client) == 1_003)
                    let large = try await WebSocketClient(service.connect())
                    try await large.send(frame: 1, [UInt8](repeating: 32, count: 200_000))
                    #expect(try await closeCode(large) == 1_009)
                    let refused = await #expect(throws: WebSocketClient.Refused.self) {
                        try await WebSocketClient(service.connect(), subprotocol: "isolates.v9")
                    }
                    #expect(refused?.answer.status == 426)
                    let closing = try await WebSocketClient(service.connect())
                    try await closing.send(frame: 8, [0x03, 0xe8])
                    #expect(try await closeCode(closing) == 1_000)
                }
            }

            @Test(
                "Frames that a client must not send end the connection",
                arguments: [
                    // Not masked; with a reserved bit; with a reserved opcode.
                    [0x81, 0x02, 0x7b, 0x7d], [0xc1, 0x82, 0, 0, 0, 0, 0x7b, 0x7d], [0x83, 0x80, 0, 0, 0, 0],
                    // Closes with half a code, and with a code that is never sent.
                    [0x88, 0x81, 0, 0, 0, 0, 0x03], [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xee],
                ] as [[UInt8]])
            func framesAgainstRules(bytes: [UInt8]) async throws {
                try await ServiceProcess.run { service in
                    let client = try await WebSocketClient(service.connect())
                    try await client.connection.send(bytes)
                    #expect(try await closeCode(client) == 1_002)
                }
            }

            private func closeCode(_ client: WebSocketClient) async throws -> Int? {
                await #expect(throws: WebSocketClient.Closed.self) { _ = try await client.next() }?.code
            }

            @Test func `a client that never reads costs itself only`() async throws {
                try await ServiceProcess.run { service in
                    let client = try await WebSocketClient(service.connect())
                    let context = try await client.call("createContext")["context"]?.string ?? ""
                    let flood = "for (;;) console.log('x'.repeat(10000))"
                    _ = try await client.start(
                        "runInContext", ["context": "\(context)", "code": "\(flood)", "timeout": 3_000])
                    try await Task.sleep(for: .milliseconds(500))
                    let before = service.residentBytes
                    try await Task.sleep(for: .milliseconds(1_500))
                    #expect(service.residentBytes - before < 8 << 20)
                    let other = try await service.request("POST", "/v1/run", ["code": "6 * 7"])
                    #expect(try other.json["result"] == 42)
                    // It reads on, and finds all there is, and how it ended.
                    let id = try await client.start("stats")
                    var last: JSON = .null
                    repeat { last = try await client.next() } while last["id"]?.int != id
                }
            }
        }
    }
#endif
