#if Service
    import Foundation
    import IsolatesTestSupport
    import Testing

    extension ServiceTests {
        @Suite("isolates doctor --server", .timeLimit(.minutes(1)))
        struct DoctorTests {
            private func doctor(_ arguments: String..., token: String? = nil) throws -> (status: Int32, text: String) {
                try runToEnd(
                    ServiceProcess.path, ["doctor"] + arguments,
                    environment: token.map { ["ISOLATES_TOKEN": $0] } ?? [:])
            }

            @Test func `a service that works is found so`() async throws {
                try await ServiceProcess.run { service in
                    let found = try doctor("--server", "http://127.0.0.1:\(service.port)")
                    #expect(found.status == 0, "\(found.text)")
                    for line in ["host: web1", "alive: yes", "ready: yes", "workers_max: 2000", "metrics: yes"] {
                        #expect(found.text.contains(line + "\n"), "\(found.text)")
                    }
                    #expect(found.text.contains(/run: [0-9.]+ ms\n/))
                    let json = try doctor("--json", "--server", "http://127.0.0.1:\(service.port)/")
                    #expect(try JSON(json.text)["ready"] == "yes")
                }
            }

            @Test func `what is wrong is named`() async throws {
                let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"  // of "test"
                let file = try TemporaryFile(#"{"tenant":"a","sha256":"\#(digest)"}"#)
                try await ServiceProcess.run(["--tokens", file.path]) { service in
                    let server = "http://127.0.0.1:\(service.port)"
                    let refused = try doctor("--server", server)
                    #expect(refused.status == 1 && refused.text.contains("run: no, status 401: this needs a token"))
                    let right = try doctor("--server", server, token: "test")
                    #expect(right.status == 0, "\(right.text)")
                }
                let nobody = try doctor("--server", "http://127.0.0.1:1")
                #expect(nobody.status == 1 && nobody.text.contains("answer: none: Connection refused\n"))
                let wrong = try doctor("--server", "https://host")
                #expect(wrong.status == 64 && wrong.text.contains("http://HOST:PORT"))
            }
        }
    }
#endif
