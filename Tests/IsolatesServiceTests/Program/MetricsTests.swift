#if Service
    import Foundation
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        @Suite("Metrics", .timeLimit(.minutes(1)))
        struct MetricsTests {
            @Test func `they count what happens`() async throws {
                try await ServiceProcess.run { service in
                    let context = try await service.context(["n": 1])
                    let path = "/v1/contexts/\(context)"
                    for code in ["n", "for (;;);", "throw 1"] {
                        let body: JSON = ["code": "\(code)", "timeout": 100]
                        _ = try await service.request("POST", path + "/run", body)
                    }
                    // Reading a sandbox is no run.
                    _ = try await service.request("GET", path + "/sandbox")
                    let metrics = try await service.metrics()
                    for outcome in ["completed", "timeout", "exception"] {
                        #expect(metrics["isolates_run_seconds_count{outcome=\"\(outcome)\"}"] == 1)
                    }
                    #expect(metrics["isolates_queue_seconds_count"] == 3)
                    #expect(metrics["isolates_contexts"] == 1 && metrics["isolates_rollbacks_total"] == 1)
                    #expect(metrics["isolates_runs_in_progress"] == 0 && metrics["isolates_runs_queued"] == 0)
                    #expect(metrics["isolates_workers_max"] == 2_000 && metrics["isolates_crashes_total"] == 0)
                    #expect(metrics["isolates_draining"] == 0)
                    let sum = try #require(metrics["isolates_run_seconds_sum{outcome=\"timeout\"}"])
                    #expect((0.1...2).contains(sum))
                    let bucket = metrics["isolates_run_seconds_bucket{outcome=\"timeout\",le=\"+Inf\"}"]
                    #expect(bucket == 1)
                    let areLogged = try await ServiceProcess.eventually {
                        service.log.filter { $0["event"] == "run" }.count == 3
                    }
                    #expect(areLogged)
                }
            }

            /// Counted is what a worker has made resident since it was first measured.
            @Test func `they count memory`() async throws {
                try await ServiceProcess.run { service in
                    let path = "/v1/contexts/\(try await service.context())/run"
                    let bytes = "isolates_memory_bytes"
                    #expect(try await service.metrics()[bytes] ?? -1 >= 0)
                    let body: JSON = ["code": "kept = new Uint8Array(8 << 20).fill(1); 0"]
                    #expect(try await service.request("POST", path, body).status == 200)
                    let isCounted = try await ServiceProcess.eventually {
                        try await service.metrics()[bytes] ?? 0 >= Double(8 << 20)
                    }
                    #expect(isCounted)
                }
            }

            private static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
                FileManager.default.isExecutableFile(atPath: $0)
            }

            @Test(.enabled(if: promtool != nil, "promtool of Debian's package prometheus is there"))
            func `Prometheus's own tool finds nothing wrong with them`() async throws {
                for arguments in [[], ["--metrics-by-tenant"]] {
                    try await ServiceProcess.run(arguments) { service in
                        _ = try await service.request("POST", "/v1/run", ["code": "1"])
                        let text = try await service.request("GET", "/metrics").body
                        let found = try runToEnd(
                            try #require(Self.promtool), ["check", "metrics"], input: text)
                        #expect(found.status == 0)
                        #expect(found.text.isEmpty, "\(found.text)")
                    }
                }
            }
        }
    }
#endif
