import Isolates
import Logging
import Synchronization
import Testing

/// Which layers there are is told, logged and, where a program asks for it, insisted upon.
@Suite(.timeLimit(.minutes(1))) struct ContainmentTests {
    @Test func everyLayerIsToldOf() async throws {
        let containment = try await withSupervisor { try await $0.containment }
        #expect(containment.layers.map(\.name) == ContainmentLayer.allCases)
        for layer in containment.layers { #expect(layer.reason?.contains("does not know") != true, "\(layer)") }
        // What no machine that this runs on lacks.
        for layer in [ContainmentLayer.noNewPrivileges, .systemCallFilter, .notDumpable, .resourceLimits] {
            #expect(containment[layer] == .on)
        }
    }

    @Test func engineVersion() async throws {
        let version = try await withSupervisor { try await $0.engineVersion }
        #expect(version.split(separator: ".").count == 3)
    }

    @Test func whatIsThereCanBeRequired() async throws {
        let configuration = Supervisor.Configuration(requiredLayers: [.noNewPrivileges, .systemCallFilter])
        #expect(try await withSupervisor(configuration) { try await $0.runInNewContext("6 * 7", as: Int.self) } == 42)
    }

    #if TESTABLE_WORKER
        private func lacking(_ layer: ContainmentLayer) -> Supervisor.Configuration {
            var configuration = Supervisor.Configuration()
            configuration.workerArguments = ["without-\(layer.rawValue)"]
            return configuration
        }

        @Test func whatIsMissingAndRequired() async throws {
            var configuration = lacking(.landlock)
            configuration.requiredLayers = [.systemCallFilter, .landlock]
            try await withSupervisor(configuration) { supervisor in
                for _ in 0..<2 {
                    let error = try await failure { try await supervisor.runInNewContext("1") }
                    #expect(error.code == .unavailable)
                    #expect(
                        error.reason
                            == "this machine lacks what requiredLayers names: landlock: off, left out for a test")
                }
            }
        }

        @Test func whatIsMissingIsLoggedOnce() async throws {
            let log = Log()
            var configuration = lacking(.systemCallFilter)
            configuration.logger = Logger(label: "test") { _ in log }
            try await withSupervisor(configuration) { supervisor in
                let containment = try await supervisor.containment
                #expect(containment[.systemCallFilter] == .off(reason: "left out for a test"))
                #expect(try await supervisor.runInNewContext("6 * 7", as: Int.self) == 42)
                let told = log.layers.withLock { $0 }
                #expect(told == containment.missing.map(\.name.rawValue))
                #expect(told.contains("systemCallFilter"))
            }
        }
    #endif

    /// Keeps the layers of which warnings tell.
    private final class Log: LogHandler {
        let layers = Mutex<[String]>([])

        func log(event: LogEvent) {
            guard event.level == .warning, let layer = event.metadata?["layer"] else { return }
            layers.withLock { $0.append("\(layer)") }
        }

        subscript(metadataKey _: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }
    }
}
