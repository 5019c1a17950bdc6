import Isolates
import Testing

/// One supervisor for all the tests of a suite, which get it as `Supervisor.ofSuite`.
///
/// For tests of what happens in contexts: to start a zygote takes a debug build a second.
struct SuiteSupervisor: SuiteTrait, TestScoping {
    /// How old it is when the first test begins.
    var age = Duration.zero

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withSupervisor { supervisor in
            if age > .zero {
                try await supervisor.start()
                try await Task.sleep(for: age)
            }
            try await Supervisor.$current.withValue(supervisor) { try await function() }
        }
    }
}

extension Trait where Self == SuiteSupervisor {
    static var supervised: Self { Self() }

    static func supervised(since age: Duration) -> Self { Self(age: age) }
}

extension Supervisor {
    @TaskLocal fileprivate static var current: Supervisor?

    /// The supervisor of a suite that is `.supervised`.
    static var ofSuite: Supervisor { current! }
}
