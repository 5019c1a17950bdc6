#if Service
    import Foundation
    import IsolatesTestSupport
    import Synchronization

    /// A real proxy in front of hosts, with the file of scripts/deploy, in which addresses alone are changed.
    final class Proxy: Sendable {
        enum Kind: String, CaseIterable, Sendable {
            case haproxy, nginx

            /// Where Debian puts the program; nil where it is not there.
            var path: String? {
                let path = "/usr/sbin/\(rawValue)"
                return FileManager.default.isExecutableFile(atPath: path) && getuid() == 0 ? path : nil
            }

            var file: String { self == .haproxy ? "haproxy.cfg" : "nginx.conf" }
        }

        static let areThere = Kind.allCases.allSatisfy { $0.path != nil }

        private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../scripts/deploy").standardizedFileURL

        let port: Int
        private let process: Process
        private let directory: URL

        /// - Parameter ports: of the hosts web1, web2 and web3.
        init(_ kind: Kind, ports: [Int]) async throws {
            directory = FileManager.default.temporaryDirectory.appending(path: "isolates-proxy-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            port = try ListeningSocket.freePort()
            var text = try String(contentsOf: Self.folder.appending(path: kind.file), encoding: .utf8)
            for (index, port) in ports.enumerated() {
                text = text.replacing("10.0.0.1\(index + 1):7433", with: "127.0.0.1:\(port)")
            }
            text = text.replacing("127.0.0.1:8080", with: "127.0.0.1:\(port)")
            let file = directory.appending(path: kind.file)
            try text.write(to: file, atomically: true, encoding: .utf8)
            process = Process()
            process.executableURL = URL(filePath: kind.path!)
            process.arguments =
                kind == .haproxy
                ? ["-db", "-q", "-f", file.path]
                : [
                    "-p", directory.path, "-c", file.path, "-g",
                    "daemon off; pid \(directory.path)/pid; error_log \(directory.path)/errors;",
                ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            let port = port
            // HAProxy begins with hosts that it has not asked yet, and takes them for ready.
            let isThere = try await ServiceProcess.eventually {
                (try? await RawConnection(port: port).request("GET", "/readyz").status) == 200
            }
            guard isThere else { throw RawConnection.Failure(description: "\(kind) does not answer") }
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
