import Foundation
import Isolates
import Synchronization
import Workers

extension Supervisor.Configuration {
    /// With the worker program that the environment names, where it is not the one beside this: a sanitizer is for the
    /// supervisor alone.
    static var ofStorm: Self {
        Self(workerPath: ProcessInfo.processInfo.environment["ISOLATES_TEST_WORKER"])
    }
}

/// A supervisor of a storm, and whether it is being shut down.
final class Home: Sendable {
    let supervisor: Supervisor
    private let isOver = Atomic<Bool>(false)

    init(_ configuration: Supervisor.Configuration) {
        supervisor = Supervisor(configuration)
    }

    var isShutDown: Bool { isOver.load(ordering: .acquiring) }

    func shutDown(_ pending: Pending) async {
        isOver.store(true, ordering: .releasing)
        await pending.ask("shutdown") { await supervisor.shutdown() }
    }
}

/// A storm in which supervisors come and go.
final class Place: Sendable {
    private let configuration: Supervisor.Configuration
    private let current: Lock<Home>

    init(_ configuration: Supervisor.Configuration) {
        self.configuration = configuration
        current = Lock("place", Home(configuration))
    }

    var home: Home { current.withLock { $0 } }

    /// Puts a new supervisor in the place of the one that is there.
    ///
    /// - Returns: the one that was.
    func replace() -> Home {
        let new = Home(configuration)
        return current.withLock { current in
            defer { current = new }
            return current
        }
    }
}
