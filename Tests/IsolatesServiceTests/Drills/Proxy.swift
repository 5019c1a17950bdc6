#if Service
    import Foundation
    import IsolatesTestSupport
    import Synchronization

    /// A real proxy in front of hosts, with the file of scripts/deploy, in which addresses alone are changed.
    final class Proxy: Sendable {
        enum Kind: String, CaseIterable, Sendable {
            case haproxy, nginx, envoy

            static let installed = allCases.filter { $0.path != nil }

            /// The program: where Debian has it, or on `PATH`; nil where it is not there, or may not be run.
            var path: String? {
                guard self == .envoy || getuid() == 0 else { return nil }
                let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
                let folders = ["/usr/sbin"] + path.components(separatedBy: ":")
                return folders.map { "\($0)/\(rawValue)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
            }

            var file: String {
                switch self {
                case .haproxy: "haproxy.cfg"
                case .nginx: "nginx.conf"
                case .envoy: "envoy.yaml"
                }
            }

            /// The arguments with which it runs in the foreground, and leaves nothing behind outside the directory.
            func arguments(file: String, in directory: String) -> [String] {
                switch self {
                case .haproxy: ["-db", "-q", "-f", file]
                case .nginx:
                    [
                        "-p", directory, "-c", file, "-g",
                        "daemon off; pid \(directory)/pid; error_log \(directory)/errors;",
                    ]
                // Envoys on one machine would share memory, to take over from each other.
                case .envoy: ["--disable-hot-restart", "--log-level", "off", "-c", file]
                }
            }

            /// The arguments with which it only checks the file.
            func checkArguments(file: String, in directory: String) -> [String] {
                switch self {
                case .haproxy: ["-c", "-f", file]
                case .nginx: ["-t"] + arguments(file: file, in: directory)
                case .envoy: ["--mode", "validate", "-c", file]
                }
            }

            /// How the file names an address.
            func address(_ host: String, _ port: Int) -> String {
                self == .envoy ? "address: \(host), port_value: \(port)" : "\(host):\(port)"
            }
        }

        private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../scripts/deploy").standardizedFileURL

        let port: Int
        private let process: Process
        private let directory: URL

        /// Has the program check the file.
        ///
        /// - Returns: its exit status, and what it says.
        static func check(_ kind: Kind) throws -> (status: Int32, text: String) {
            let directory = try makeDirectory()
            defer { try? FileManager.default.removeItem(at: directory) }
            let file = try write(kind, ports: [1, 2, 3], port: ListeningSocket.freePort(), into: directory)
            return try runToEnd(kind.path!, kind.checkArguments(file: file, in: directory.path))
        }

        private static func makeDirectory() throws -> URL {
            let directory = FileManager.default.temporaryDirectory.appending(
                path: "isolates-proxy-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            return directory
        }

        /// Writes the file with other addresses.
        ///
        /// - Returns: its path.
        private static func write(_ kind: Kind, ports: [Int], port: Int, into directory: URL) throws -> String {
            var text = try String(contentsOf: folder.appending(path: kind.file), encoding: .utf8)
            for (index, port) in ports.enumerated() {
                text = text.replacing(kind.address("10.0.0.1\(index + 1)", 7433), with: kind.address("127.0.0.1", port))
            }
            text = text.replacing(kind.address("127.0.0.1", 8080), with: kind.address("127.0.0.1", port))
            let file = directory.appending(path: kind.file)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file.path
        }

        /// - Parameter ports: of the hosts web1, web2 and web3.
        init(_ kind: Kind, ports: [Int]) async throws {
            directory = try Self.makeDirectory()
            port = try ListeningSocket.freePort()
            let file = try Self.write(kind, ports: ports, port: port, into: directory)
            process = Process()
            process.executableURL = URL(filePath: kind.path!)
            process.arguments = kind.arguments(file: file, in: directory.path)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try Self.withoutBlockedSignals { try process.run() }
            let port = port
            // HAProxy begins with hosts that it has not asked yet, and takes them for ready.
            let isThere = try await ServiceProcess.eventually {
                (try? await RawConnection(port: port).request("GET", "/readyz").status) == 200
            }
            guard isThere else { throw RawConnection.Failure(description: "\(kind) does not answer") }
        }

        /// Threads of Dispatch block all signals, and a process inherits that. Envoy would not hear SIGTERM.
        private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
            var none = sigset_t()
            sigemptyset(&none)
            var before = sigset_t()
            pthread_sigmask(SIG_SETMASK, &none, &before)
            defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
            try body()
        }

        func connect() throws -> RawConnection { try RawConnection(port: port) }

        func end() {
            process.terminate()
            process.waitUntilExit()
            try? FileManager.default.removeItem(at: directory)
        }
    }

    /// A client that keeps its connection as long as it can.
    final class ProxyClient: Sendable {
        private let proxy: Proxy
        private let connection = Mutex<RawConnection?>(nil)

        init(_ proxy: Proxy) { self.proxy = proxy }

        func request(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> Answer {
            let kept = connection.withLock { connection in
                defer { connection = nil }
                return connection
            }
            let open = try kept ?? proxy.connect()
            let answer = try await open.request(method, path, body)
            if answer.headers["connection"] != "close" { connection.withLock { $0 = open } }
            return answer
        }
    }
#endif
