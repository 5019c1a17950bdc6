#if Service
    import Foundation
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        @Suite("Draining", .timeLimit(.minutes(1)))
        struct DrainingTests {
            @Test func `it says so at once, takes new work for a while, and lets live contexts go on`() async throws {
                let arguments = ["--drain-delay", "1s", "--drain-timeout", "20s"]
                try await ServiceProcess.run(arguments) { service in
                    let context = try await service.context(["n": 1])
                    let client = try await WebSocketClient(service.connect())
                    try await client.call("stats")
                    #expect(try await service.request("GET", "/readyz").status == 200)
                    service.send(SIGTERM)
                    let notified = try await client.next()
                    #expect(notified["method"] == "draining")
                    let deadline = try #require(notified["params"]?["deadline"]?.number)
                    #expect((15_000...21_000).contains(deadline))
                    let readiness = try await service.request("GET", "/readyz")
                    #expect(readiness.status == 503 && readiness.headers["retry-after"] != nil)
                    #expect(try await service.request("GET", "/healthz").status == 200)
                    #expect(try await service.request("POST", "/v1/run", ["code": "1"]).status == 200)
                    let isRefused = try await ServiceProcess.eventually {
                        try await service.request("POST", "/v1/run", ["code": "1"]).status == 503
                    }
                    #expect(isRefused)
                    let refused = try await service.request("POST", "/v1/contexts", [:])
                    #expect(refused.status == 503 && refused.code == 8 && refused.message.contains("draining"))
                    #expect(refused.headers["retry-after"] != nil && refused.headers["connection"] == "close")
                    let path = "/v1/contexts/\(context)"
                    #expect(try await service.request("POST", path + "/run", ["code": "n"]).json["result"] == 1)
                    #expect(try await service.metrics()["isolates_draining"] == 1)
                    #expect(try await service.request("DELETE", path).status == 204)
                    #expect(await service.status == 0)
                    #expect(service.log.last?["event"] == "ended")
                }
            }

            @Test func `all ends at the deadline, whatever goes on`() async throws {
                let arguments = ["--drain-delay", "0s", "--drain-timeout", "500ms"]
                try await ServiceProcess.run(arguments) { service in
                    let context = try await service.context()
                    let connection = try service.connect()
                    let body: JSON = ["code": "for (;;);"]
                    try await connection.sendRequest("POST", "/v1/contexts/\(context)/run", body.bytes)
                    let runs = try await ServiceProcess.eventually {
                        try await service.metrics()["isolates_runs_in_progress"] == 1
                    }
                    #expect(runs)
                    let start = ContinuousClock.now
                    service.send(SIGTERM)
                    let status = try await connection.answer().status
                    // It was killed, or its context was gone with its host. 503 would mean that it had not begun.
                    #expect([410, 422].contains(status))
                    #expect(await service.status == 0)
                    #expect((.milliseconds(400)...Duration.seconds(4)).contains(ContinuousClock.now - start))
                }
            }

            @Test func `a second signal ends it at once`() async throws {
                try await ServiceProcess.run { service in
                    _ = try await service.context()
                    let start = ContinuousClock.now
                    await service.end()
                    #expect(await service.status == 0)
                    #expect(ContinuousClock.now - start < .seconds(3))
                }
            }

            @Test func `a context is gone with its host, and that is said`() async throws {
                let context = try await ServiceProcess.run { try await $0.context() }
                try await ServiceProcess.run { service in
                    let answer = try await service.request("POST", "/v1/contexts/\(context)/run", ["code": "1"])
                    #expect(answer.status == 410)
                    #expect(try answer.json["error"]?["data"]?["reason"] == "host")
                }
            }

            @Test func `systemd hands over a socket, and hears when it is ready and when it stops`() async throws {
                let directory = try TemporaryFile()
                let path = directory.path + ".notify"
                let notify = try DatagramSocket(path: path)
                defer { unlink(path) }
                let (handle, port) = try ListeningSocket.make()
                try await ServiceProcess.run(
                    ["--drain-delay", "0s"], socket: handle, environment: ["NOTIFY_SOCKET": path]
                ) { service async throws in
                    #expect(service.port == port)
                    #expect(try notify.receive() == "READY=1")
                    #expect(try await service.request("GET", "/healthz").status == 200)
                    service.send(SIGTERM)
                    #expect(try notify.receive() == "STOPPING=1")
                    #expect(await service.status == 0)
                }
            }
        }
    }
#endif
