#if Service
    import Foundation
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        /// Three hosts behind HAProxy, nginx and Envoy, on loopback.
        @Suite("Drills", .timeLimit(.minutes(3)))
        struct DrillTests {
            @Test(.enabled(if: Proxy.Kind.haproxy.path != nil, "haproxy is there, for root: scripts/setup --drills"))
            func `HAProxy accepts its file`() throws { try checkFile(.haproxy) }

            @Test(.enabled(if: Proxy.Kind.nginx.path != nil, "nginx is there, for root: scripts/setup --drills"))
            func `nginx accepts its file`() throws { try checkFile(.nginx) }

            @Test(.enabled(if: Proxy.Kind.envoy.path != nil, "envoy is on PATH: scripts/setup --drills"))
            func `Envoy accepts its file`() throws { try checkFile(.envoy) }

            private func checkFile(_ kind: Proxy.Kind) throws {
                let (status, text) = try Proxy.check(kind)
                #expect(status == 0 && !text.contains("warning") && !text.contains("[warn]"), "\(text)")
            }

            @Test(arguments: Proxy.Kind.installed)
            func `what is in a context goes to its host`(kind: Proxy.Kind) async throws {
                try await Hosts.run(kind) { hosts in
                    let count = 1_000
                    let wrong = try await withThrowingTaskGroup(of: [String].self) { group in
                        for first in 0..<8 {
                            group.addTask {
                                let client = ProxyClient(hosts.proxy)
                                var wrong: [String] = []
                                var ids: [(id: String, number: Int)] = []
                                for number in stride(from: first, to: count, by: 8) {
                                    let params: JSON = [
                                        "sandbox": ["n": .number(Double(number))], "recovery": "discard",
                                    ]
                                    let answer = try await client.request("POST", "/v1/contexts", params)
                                    ids.append((try answer.json["context"]?.string ?? answer.text, number))
                                }
                                for (id, number) in ids {
                                    let answer = try await client.request(
                                        "POST", "/v1/contexts/\(id)/run", ["code": "n"])
                                    let host = answer.headers["x-isolates-host"] ?? ""
                                    if try answer.json["result"]?.int != number || !id.hasPrefix(host + ".") {
                                        wrong.append("\(id): \(answer.status) \(answer.text)")
                                    }
                                }
                                return wrong
                            }
                        }
                        return try await group.reduce(into: []) { $0 += $1 }
                    }
                    #expect(wrong == [])
                    // All hosts have had some.
                    for index in 0..<3 {
                        #expect(try await hosts[index].metrics()["isolates_contexts"] ?? 0 > 100)
                    }
                    let elsewhere = try await ProxyClient(hosts.proxy).request(
                        "GET", "/v1/contexts/web9.1.00000000000000000000000000000000")
                    #expect(elsewhere.status == 421)
                    #expect(try await ProxyClient(hosts.proxy).request("GET", "/metrics").status == 404)
                }
            }

            @Test(arguments: Proxy.Kind.installed)
            func `what a client says of itself is not believed`(kind: Proxy.Kind) async throws {
                let tokens = try TemporaryFile(Token.line("a"))
                // The hosts would believe it of the proxy.
                let arguments = ["--tokens", tokens.path, "--trusted-proxy", "127.0.0.1"]
                try await Hosts.run(kind, arguments) { hosts in
                    let proxy = hosts.proxy
                    // By the last three, clients that Envoy believes tell it how long to wait, and what to repeat.
                    var headers = [
                        "x-isolates-tenant": "b", "x-request-id": "mine", "x-forwarded-for": "10.0.0.1",
                        "x-envoy-upstream-rq-timeout-ms": "20", "x-envoy-retry-on": "5xx,reset",
                    ]
                    let code = "const end = Date.now() + 100; while (Date.now() < end); 7"
                    let refused = try await proxy.connect().request(
                        "POST", "/v1/run", ["code": "\(code)"], headers: headers)
                    #expect(refused.status == 401)
                    let notUpgraded = await #expect(throws: WebSocketClient.Refused.self) {
                        try await WebSocketClient(proxy.connect(), headers: headers)
                    }
                    #expect(notUpgraded?.answer.status == 401)
                    headers.merge(Token.bearer("a")) { $1 }
                    let answer = try await proxy.connect().request(
                        "POST", "/v1/run", ["code": "\(code)"], headers: headers)
                    #expect(try answer.status == 200 && answer.json["result"] == 7)
                    #expect(answer.headers["x-request-id"] == "mine")
                    let isLogged = try await ServiceProcess.eventually {
                        (0..<3).flatMap { hosts[$0].log }.contains { $0["tenant"] != nil }
                    }
                    #expect(isLogged)
                    let tenants = (0..<3).flatMap { hosts[$0].log }.compactMap { $0["tenant"]?.string }
                    #expect(tenants == ["a"])
                }
            }

            @Test(arguments: Proxy.Kind.installed)
            func `metrics are nobody's business outside`(kind: Proxy.Kind) async throws {
                try await Hosts.run(kind) { hosts in
                    let paths = [
                        "/metrics", "/metrics?a", "/metrics/", "//metrics", "/%6detrics", "/./metrics",
                        "/v1/../metrics", "/metrics;a", "http://isolates/metrics",
                    ]
                    for path in paths {
                        let answer = try await hosts.proxy.connect().request("GET", path)
                        #expect(400...499 ~= answer.status && !answer.text.contains("isolates_"), "\(path)")
                    }
                }
            }

            @Test(arguments: Proxy.Kind.installed)
            func `a run whose client goes is interrupted and undone`(kind: Proxy.Kind) async throws {
                try await Hosts.run(kind) { hosts in
                    let client = ProxyClient(hosts.proxy)
                    let made = try await client.request("POST", "/v1/contexts", ["sandbox": ["n": 1]])
                    let path = "/v1/contexts/\(try #require(try made.json["context"]?.string))/run"
                    let start = ContinuousClock.now
                    do {
                        let connection = try hosts.proxy.connect()
                        let body: JSON = ["code": "n = 2; for (;;);"]
                        try await connection.sendRequest("POST", path, body.bytes)
                        let runs = try await ServiceProcess.eventually {
                            for index in 0..<3 where try await hosts[index].metrics()["isolates_runs_in_progress"] == 1
                            {
                                return true
                            }
                            return false
                        }
                        #expect(runs)
                    }
                    #expect(try await client.request("POST", path, ["code": "n"]).json["result"] == 1)
                    // The run would have taken 5 s.
                    #expect(ContinuousClock.now - start < .seconds(4))
                }
            }

            @Test(arguments: Proxy.Kind.installed)
            func `long bodies and many connections go through`(kind: Proxy.Kind) async throws {
                try await Hosts.run(kind) { hosts in
                    // Below --max-body.
                    let text = String(repeating: "x", count: 7_900_000)
                    for _ in 0..<3 {
                        let answer = try await hosts.proxy.connect().request(
                            "POST", "/v1/run", ["code": "text.length", "sandbox": ["text": "\(text)"]])
                        #expect(try answer.json["result"]?.int == text.utf8.count)
                    }
                    // Over connections that the proxy has already, too.
                    var clients: [WebSocketClient] = []
                    // Envoy has at most 1,024 to a cluster by default.
                    for _ in 0..<1_200 { clients.append(try await WebSocketClient(hosts.proxy.connect())) }
                    for client in clients { try await client.call("describe") }
                }
            }

            @Test(arguments: Proxy.Kind.installed)
            func `WebSockets with functions of the client go through`(kind: Proxy.Kind) async throws {
                try await Hosts.run(kind) { hosts in
                    let client = try await WebSocketClient(
                        hosts.proxy.connect(),
                        functions: [
                            "twice": { arguments, _ in
                                .number((arguments[0]?.number ?? 0) * 2)
                            }
                        ])
                    let params: JSON = ["sandbox": ["twice": .function("twice")]]
                    let context = try #require(try await client.call("createContext", params)["context"])
                    for number in 0..<20 {
                        let run: JSON = ["context": context, "code": "twice(\(number))"]
                        #expect(try await client.call("runInContext", run)["result"]?.int == 2 * number)
                    }
                }
            }

            @Test(arguments: Proxy.Kind.installed)
            func `what a host refuses goes to another one`(kind: Proxy.Kind) async throws {
                // They refuse before the proxy knows that they are not ready.
                let arguments = ["--drain-delay", "0s", "--drain-timeout", "20s"]
                try await Hosts.run(kind, arguments) { hosts in
                    for index in 0..<3 {
                        // Without a context it would end at once.
                        _ = try await hosts[index].context()
                        let isReady = try await ServiceProcess.eventually {
                            let answer = try await hosts.proxy.connect().request("POST", "/v1/run", ["code": "1"])
                            return answer.headers["x-isolates-host"] == Hosts.names[index]
                        }
                        #expect(isReady)
                    }
                    for index in 0..<2 {
                        hosts[index].send(SIGTERM)
                        let refuses = try await ServiceProcess.eventually {
                            try await hosts[index].request("POST", "/v1/run", ["code": "1"]).status == 503
                        }
                        #expect(refuses)
                    }
                    for _ in 0..<40 {
                        let answer = try await hosts.proxy.connect().request("POST", "/v1/run", ["code": "1"])
                        #expect(answer.status == 200, "\(answer.text)")
                    }
                }
            }

            /// One after the other: a host drains, a host is killed, and each is started anew.
            @Test(arguments: Proxy.Kind.installed)
            func `hosts come and go, and nobody else notices`(kind: Proxy.Kind) async throws {
                try await Hosts.run(kind) { hosts in
                    let client = ProxyClient(hosts.proxy)
                    var contexts: [String: String] = [:]
                    while contexts.count < 3 {
                        let answer = try await client.request("POST", "/v1/contexts", ["sandbox": ["n": 1]])
                        let id = try #require(try answer.json["context"]?.string)
                        contexts[String(id.prefix { $0 != "." })] = id
                    }
                    func run(_ host: String) async throws -> Answer {
                        try await client.request("POST", "/v1/contexts/\(contexts[host]!)/run", ["code": "n += 1"])
                    }
                    let load = Load(clients: 4, through: hosts.proxy)
                    try await drain(hosts, run)
                    let failedMeanwhile = try await load.end()
                    #expect(failedMeanwhile == [])
                    #expect(load.count > 100)
                    try await hosts.restart(0)

                    let clients = 4
                    let others = Load(clients: clients, through: hosts.proxy)
                    try await Task.sleep(for: .milliseconds(500))
                    hosts[1].send(SIGKILL)
                    _ = await hosts[1].status
                    #expect([410, 502, 503].contains(try await run("web2").status))
                    #expect(try await run("web3").status == 200)
                    try await Task.sleep(for: .milliseconds(1_500))
                    // Those in flight at the host that went, and no more.
                    let failed = try await others.end()
                    #expect(failed.count <= clients, "\(failed)")
                    try await hosts.restart(1)
                    // The proxy may take a moment to notice. What was there is gone, and nothing else is told.
                    let isGone = try await ServiceProcess.eventually { try await run("web2").status == 410 }
                    #expect(isGone)

                    let rolling = Load(clients: 2, through: hosts.proxy)
                    for index in 0..<3 {
                        hosts[index].send(SIGTERM)
                        #expect(await hosts[index].status == 0)
                        try await hosts.restart(index)
                        let isBack = try await ServiceProcess.eventually {
                            try await hosts[index].metrics()["isolates_run_seconds_count{outcome=\"completed\"}"] ?? 0
                                > 0
                        }
                        #expect(isBack)
                    }
                    let failedAtRestarts = try await rolling.end()
                    #expect(failedAtRestarts == [])
                }
            }

            /// The first host drains: its context goes on, and new ones are made elsewhere.
            private func drain(_ hosts: Hosts, _ run: (String) async throws -> Answer) async throws {
                hosts[0].send(SIGTERM)
                let start = ContinuousClock.now
                while ContinuousClock.now - start < .milliseconds(4_500) {
                    let answer = try await run("web1")
                    #expect(answer.status == 200, "\(ContinuousClock.now - start): \(answer.text)")
                    let made = try await ProxyClient(hosts.proxy).request("POST", "/v1/contexts", [:])
                    #expect(made.status == 201)
                    if ContinuousClock.now - start > .milliseconds(2_500) {
                        #expect(made.headers["x-isolates-host"] != "web1")
                    }
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(await hosts[0].status == 0)
            }
        }
    }
#endif
