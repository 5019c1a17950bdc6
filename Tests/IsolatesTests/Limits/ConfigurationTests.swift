import Isolates
import Testing

/// Numbers that make no sense.
@Suite(.timeLimit(.minutes(1))) struct ConfigurationTests {
    @Test(arguments: [
        (Supervisor.Configuration(warmWorkers: -1), "warmWorkers must be at least 0, not -1; 0 keeps none ready"),
        (
            Supervisor.Configuration(maximumWorkers: 0),
            "maximumWorkers must be at least 1, not 0; leave it out for no limit"
        ),
        (
            Supervisor.Configuration(maximumQueuedRuns: -5),
            "maximumQueuedRuns must be at least 0, not -5; leave it out for no limit"
        ),
        (
            Supervisor.Configuration(maximumMemory: .megabytes(0)),
            "maximumMemory must be at least 1, not 0; leave it out for no limit"
        ),
    ])
    func outOfRange(_ configuration: Supervisor.Configuration, _ message: String) async throws {
        let supervisor = Supervisor(configuration)
        let errors = [
            try await failure { try await supervisor.start() },
            try await failure { try await supervisor.createContext() },
            try await failure { try await supervisor.runInNewContext("1") },
        ]
        #expect(errors.allSatisfy { $0.code == .invalidArgument && $0.message.contains(message) }, "\(errors)")
        await supervisor.shutdown()
    }
}
