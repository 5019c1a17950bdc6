#if Service
    import ArgumentParser
    import Glibc
    import Isolates
    import IsolatesService

    extension DoctorCommand {
        /// The environment variable with the token. It is no argument because other users can see arguments.
        static let tokenVariable = "ISOLATES_TOKEN"

        /// Asks a service instead of this machine.
        func check(_ server: ServerAddress) async throws {
            let token = getenv(Self.tokenVariable).map { String(cString: $0) }
            let check = await ServerCheck.run(server, token: token)
            let output = Output()
            if json {
                var members: Value.Object = [:]
                for finding in check.findings { members[finding.name] = .string(JSString(finding.text)) }
                output.writeLine(JSONLine.of(members))
            } else {
                output.writeLine(check.findings.map { "\($0.name): \($0.text)" }.joined(separator: "\n"))
            }
            guard check.isRight else {
                let names = check.findings.filter { !$0.isRight }.map(\.name)
                output.writeError("the service is not as it should be: \(names.joined(separator: ", "))")
                throw ExitStatus.failure.exitCode
            }
        }
    }

    extension ServerAddress {
        @Sendable
        static func argument(_ text: String) throws -> ServerAddress {
            guard let address = ServerAddress(text) else {
                throw ValidationError(
                    "Write http://HOST:PORT or unix:PATH. Where a proxy encrypts, ask a host behind it.")
            }
            return address
        }
    }
#endif
