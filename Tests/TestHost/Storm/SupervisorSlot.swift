import Foundation
import Isolates
import Synchronization
import Workers

extension Supervisor.Configuration {
    /// A configuration with the worker program that the environment names, if it names one. Under a sanitizer, only the
    /// supervisor is built with it, and the worker is another build's.
    static var ofStorm: Self {
        Self(workerPath: ProcessInfo.processInfo.environment["ISOLATES_TEST_WORKER"])
    }
}

/// One supervisor of a storm, and whether it is being shut down.
final class SupervisorInstance: Sendable {
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

/// Holds the current one of a series of supervisors that replace each other during a storm.
final class SupervisorSlot: Sendable {
    private let configuration: Supervisor.Configuration
    private let current: Lock<SupervisorInstance>

    init(_ configuration: Supervisor.Configuration) {
        self.configuration = configuration
        current = Lock("slot", SupervisorInstance(configuration))
    }

    var instance: SupervisorInstance { current.withLock { $0 } }

    /// Replaces the current supervisor by a new one.
    ///
    /// - Returns: the supervisor before.
    func replace() -> SupervisorInstance {
        let new = SupervisorInstance(configuration)
        return current.withLock { current in
            defer { current = new }
            return current
        }
    }
}
