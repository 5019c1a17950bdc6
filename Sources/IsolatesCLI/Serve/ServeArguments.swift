#if Service
    import ArgumentParser
    import IsolatesService

    extension ListenAddress {
        @Sendable
        static func argument(_ text: String) throws -> ListenAddress {
            guard let address = ListenAddress(text) else {
                throw ValidationError("Write HOST:PORT, as 127.0.0.1:7433 or [::1]:7433, or unix:PATH.")
            }
            return address
        }
    }

    extension NetworkRange {
        @Sendable
        static func argument(_ text: String) throws -> NetworkRange {
            guard let range = NetworkRange(text) else {
                throw ValidationError("Write an address, as 10.0.0.7 or fd00::7, or a range, as 10.0.0.0/8.")
            }
            return range
        }
    }

    extension HostName {
        @Sendable
        static func argument(_ text: String) throws -> HostName {
            guard let name = HostName(text) else {
                throw ValidationError("Write at most \(HostName.maximumLength) letters, digits and -.")
            }
            return name
        }
    }

    extension Duration {
        /// A duration that may be zero: `0s`, `250ms`, `5s`.
        @Sendable
        static func pause(_ argument: String) throws -> Duration {
            ["0", "0s", "0ms"].contains(argument) ? .zero : try timeout(argument)
        }
    }

    /// A template's name and its files, as `NAME=FILE,FILE`.
    struct TemplateArgument: Sendable {
        let name: String
        let files: [String]

        @Sendable
        init(_ text: String) throws {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("Write NAME=FILE, or NAME=FILE,FILE for several.")
            }
            name = parts[0]
            files = parts[1].split(separator: ",").map(String.init)
        }

        func read() throws -> ServiceConfiguration.NamedTemplate {
            let scripts = try files.map { try ScriptText(TextFile(path: $0)) }
            return ServiceConfiguration.NamedTemplate(name: name, scripts: scripts.map { ($0.code, $0.filename) })
        }
    }
#endif
