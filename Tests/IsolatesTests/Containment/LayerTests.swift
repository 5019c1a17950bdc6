#if TESTABLE_WORKER
    import Foundation
    import Isolates
    import Testing

    /// Each layer holds without those in front of it.
    @Suite(.timeLimit(.minutes(1))) struct LayerTests {
        private static let passwd = "systemCall('openat', -100, '/etc/passwd', 0)"

        /// What a call gives in a worker without some layers.
        private func result(of script: String, without layers: ContainmentLayer...) async throws -> Int {
            var configuration = Supervisor.Configuration.exposingSystemCalls()
            configuration.workerArguments += layers.map { "without-\($0.rawValue)" }
            return try await withSupervisor(configuration) { try await $0.runInNewContext(script, as: Int.self) }
        }

        /// The machine gives a layer, or there is nothing to test.
        private static func has(_ layers: ContainmentLayer...) async throws -> Bool {
            let containment = try await withSupervisor { try await $0.containment }
            return layers.allSatisfy { containment[$0] == .on }
        }

        /// The tests see it when nothing holds.
        @Test func nothingHolds() async throws {
            #expect(try await result(of: Self.passwd, without: .systemCallFilter, .landlock, .emptyFileSystem) >= 0)
        }

        @Test(.enabled { try await has(.landlock) }) func landlock() async throws {
            #expect(try await result(of: Self.passwd, without: .systemCallFilter, .emptyFileSystem) == -Int(EACCES))
        }

        @Test(.enabled { try await has(.emptyFileSystem) }) func emptyFileSystem() async throws {
            for path in ["/etc/passwd", "/proc/self/stat", "/dev/null", "/../etc/passwd"] {
                let call = "systemCall('openat', -100, '\(path)', 0)"
                #expect(try await result(of: call, without: .systemCallFilter, .landlock) == -Int(ENOENT), "\(path)")
            }
            let write = "systemCall('openat', -100, '/file', 0o101, 0o600)"
            #expect(try await result(of: write, without: .systemCallFilter, .landlock) == -Int(EROFS))
        }

        @Test(.enabled { try await has(.networkNamespace) }) func networkNamespace() async throws {
            // 127.0.0.1:80, as struct sockaddr_in.
            let call =
                "systemCall('connect', systemCall('socket', 2, 1, 0), Uint8Array.of(2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), 16)"
            #expect(try await result(of: call, without: .systemCallFilter, .landlock) == -Int(ENETUNREACH))
        }

        @Test(.enabled { try await has(.processNamespace) }) func processNamespace() async throws {
            #expect(
                try await result(of: "systemCall('kill', \(getpid()), 0)", without: .systemCallFilter) == -Int(ESRCH))
        }

        @Test(.enabled { try await has(.separateUser) }) func separateUser() async throws {
            #expect(
                try await result(of: "systemCall('setuid', 0)", without: .systemCallFilter) == -Int(
                    geteuid() == 0 ? EPERM : EINVAL))
            #expect(
                try await result(of: "systemCall('chroot', '/')", without: .systemCallFilter, .landlock) == -Int(EPERM))
        }

        @Test func notDumpable() async throws {
            #expect(try await result(of: "systemCall('prctl', 3, 0, 0, 0, 0)", without: .systemCallFilter) == 0)
        }

        @Test func noNewPrivileges() async throws {
            #expect(try await result(of: "systemCall('prctl', 39, 0, 0, 0, 0)", without: .systemCallFilter) == 1)
        }

        /// RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_NPROC, RLIMIT_NOFILE.
        @Test func limits() async throws {
            for (resource, most) in [(1, 0), (4, 0), (6, 4_096), (7, 64)] {
                if resource == 6, try await !Self.has(.processLimit) { continue }
                let script =
                    "const limits = new BigUint64Array(2); systemCall('prlimit64', 0, \(resource), 0, limits); Number(limits[1])"
                #expect(try await result(of: script) <= most, "\(resource)")
            }
        }

        /// What the list leaves does not tell a worker's secrets to another: they share no event descriptor.
        @Test(.enabled(if: geteuid() == 0, "a worker's descriptors are root's to read")) func descriptorsOfItsOwn()
            async throws
        {
            try await withSupervisor { supervisor in
                let contexts = [try await supervisor.createContext(), try await supervisor.createContext()]
                var events: [Set<String>] = []
                for context in contexts {
                    let process = try await context.process()
                    let directory = "/proc/\(process.pid)/fd"
                    let targets = try FileManager.default.contentsOfDirectory(atPath: directory).map {
                        ($0, try FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\($0)"))
                    }
                    for (_, target) in targets {
                        // Device files are told without the folder that is out of reach.
                        let isKnown =
                            ["pipe:", "socket:", "anon_inode:[eventfd]"].contains { target.hasPrefix($0) }
                            || ["/null", "/urandom"].contains { target.hasSuffix($0) }
                        #expect(isKnown, "\(target)")
                    }
                    let numbers = targets.filter { $0.1 == "anon_inode:[eventfd]" }.map(\.0)
                    events.append(
                        Set(
                            try numbers.map { number in
                                let information = try String(
                                    contentsOfFile: "/proc/\(process.pid)/fdinfo/\(number)", encoding: .utf8)
                                return try #require(
                                    information.split(separator: "\n").first { $0.hasPrefix("eventfd-id:") }.map(
                                        String.init))
                            }))
                    #expect(try Data(contentsOf: URL(filePath: "/proc/\(process.pid)/environ")).allSatisfy { $0 == 0 })
                }
                #expect(!events[0].isEmpty && events[0].isDisjoint(with: events[1]))
            }
        }
    }
#endif
