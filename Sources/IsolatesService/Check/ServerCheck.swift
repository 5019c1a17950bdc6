#if Service
    import Wire

    /// Checks a running service: what it reports about itself, and whether it works.
    package struct ServerCheck: Sendable {
        /// One finding.
        package struct Finding: Sendable {
            package let name: String
            package let text: String
            /// Whether this is as it should be.
            package let isRight: Bool
        }

        package private(set) var findings: [Finding] = []

        package var isRight: Bool { findings.allSatisfy(\.isRight) }

        private let client: ServiceClient

        /// Asks a service one question after the other, and stops if an answer does not come.
        ///
        /// - Parameter token: identifies the sender; nil if the service does not require that.
        package static func run(_ server: ServerAddress, token: String?) async -> ServerCheck {
            var check = ServerCheck(client: ServiceClient(server: server, token: token))
            do {
                try await check.askWhetherItIsThere()
                try await check.askForARun()
                try await check.askForMetrics()
            } catch {
                check.add("answer", "none: \(ServiceFailure.reason(of: error))", isRight: false)
            }
            return check
        }

        private mutating func add(_ name: String, _ text: String, isRight: Bool = true) {
            findings.append(Finding(name: name, text: text, isRight: isRight))
        }

        private mutating func askWhetherItIsThere() async throws {
            let alive = try await client.request(.GET, "/healthz")
            add("host", alive.host ?? "no service of isolates answers there", isRight: alive.host != nil)
            add("alive", alive.status == 200 ? "yes" : "no, status \(alive.status)", isRight: alive.status == 200)
            let ready = try await client.request(.GET, "/readyz")
            let text = String(decoding: ready.body, as: UTF8.self).split(separator: "\n").first ?? ""
            add("ready", ready.status == 200 ? "yes" : "no, \(text)", isRight: ready.status == 200)
        }

        private mutating func askForARun() async throws {
            let start = ContinuousClock.now
            let answer = try await client.request(.POST, "/v1/run", #"{"code":"6*7"}"#)
            let time = (ContinuousClock.now - start) / .milliseconds(1)
            if answer.status == 200, Self.result(of: answer.body) == 42 {
                return add("run", "\((time * 100).rounded() / 100) ms")
            }
            add("run", "no, status \(answer.status): \(Self.message(of: answer.body))", isRight: false)
        }

        private mutating func askForMetrics() async throws {
            let answer = try await client.request(.GET, "/metrics")
            let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
            for name in ["contexts", "workers", "workers_max", "memory_bytes", "runs_in_progress", "runs_queued"] {
                let values = lines.filter { $0.prefix { $0 != " " && $0 != "{" } == "isolates_\(name)" }
                    .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
                if !values.isEmpty { add(name, "\(values.reduce(0, +))") }
            }
            add("metrics", answer.status == 200 ? "yes" : "no, status \(answer.status)", isRight: answer.status == 200)
        }

        private static func result(of json: [UInt8]) -> Double? {
            var reader = JSONReader(json)
            guard (try? reader.beginObject()) != nil else { return nil }
            while let key = try? reader.nextKey() {
                if key == "result" { return try? reader.number() }
                guard (try? reader.skip()) != nil else { return nil }
            }
            return nil
        }

        /// The message of an error, otherwise the text itself.
        private static func message(of json: [UInt8]) -> String {
            let text = String(decoding: json, as: UTF8.self)
            guard let start = text.firstRange(of: #""message":""#)?.upperBound else { return String(text.prefix(300)) }
            return String(text[start...].prefix { $0 != "\"" })
        }
    }
#endif
