#if Service
    import Foundation
    import IsolatesTestSupport
    import Synchronization

    /// Three hosts, and a proxy in front of them.
    final class Hosts: Sendable {
        static let names = ["web1", "web2", "web3"]
        private static let draining = ["--drain-delay", "2s", "--drain-timeout", "3s"]

        let proxy: Proxy
        private let ports: [Int]
        private let arguments: [String]
        private let services: Mutex<[ServiceProcess]>

        /// Runs a test with hosts and a proxy of this kind.
        static func run(
            _ kind: Proxy.Kind, _ arguments: [String] = [], _ body: (Hosts) async throws -> Void
        ) async throws {
            var services: [ServiceProcess] = []
            do {
                for name in names { services.append(try await start(name, port: 0, arguments)) }
                let proxy = try await Proxy(kind, ports: services.map(\.port))
                let hosts = Hosts(proxy, services, arguments)
                do { try await body(hosts) } catch {
                    await hosts.end()
                    throw error
                }
                await hosts.end()
            } catch {
                for service in services where service.process.isRunning { await service.end() }
                throw error
            }
        }

        private init(_ proxy: Proxy, _ services: [ServiceProcess], _ arguments: [String]) {
            self.arguments = arguments
            self.proxy = proxy
            ports = services.map(\.port)
            self.services = Mutex(services)
        }

        private static func start(_ name: String, port: Int, _ arguments: [String]) async throws -> ServiceProcess {
            try await ServiceProcess(["--host-name", name, "--listen", "127.0.0.1:\(port)"] + draining + arguments)
        }

        subscript(index: Int) -> ServiceProcess { services.withLock { $0[index] } }

        /// Starts a host anew that has ended.
        func restart(_ index: Int) async throws {
            let service = try await Self.start(Self.names[index], port: ports[index], arguments)
            services.withLock { $0[index] = service }
        }

        private func end() async {
            proxy.end()
            for service in services.withLock({ $0 }) where service.process.isRunning { await service.end() }
        }
    }

    /// Clients that run scripts, one after the other, until they are told to end.
    final class Load: Sendable {
        let statuses = Mutex<[Int]>([])
        private let isOver = Mutex(false)
        private let tasks = Mutex<[Task<Void, any Error>]>([])

        /// - Parameter clients: how many go on at once.
        init(clients: Int, through proxy: Proxy) {
            tasks.withLock { tasks in
                tasks = (0..<clients).map { _ in
                    Task { [self] in
                        let client = ProxyClient(proxy)
                        while !isOver.withLock({ $0 }) {
                            let answer = try? await client.request("POST", "/v1/run", ["code": "6 * 7"])
                            let isRight = answer.map { (try? $0.json["result"]) == 42 || $0.status != 200 } ?? true
                            statuses.withLock { $0.append(isRight ? answer?.status ?? 0 : -1) }
                        }
                    }
                }
            }
        }

        var count: Int { statuses.withLock { $0.count } }

        /// - Returns: the statuses other than 200; 0 for no answer, -1 for a wrong one.
        func end() async throws -> [Int] {
            isOver.withLock { $0 = true }
            for task in tasks.withLock({ $0 }) { try await task.value }
            return statuses.withLock { $0.filter { $0 != 200 } }
        }
    }
#endif
