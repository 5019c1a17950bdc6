import Synchronization
import Workers

/// A zygote that is started before the supervisor that it is for, so that a program can meanwhile find out what that is
/// to do. If no supervisor takes it, it ends with the program.
package final class ZygoteAhead: Sendable {
    private let starting: Task<Result<ZygoteProcess, VMError>, Never>
    private let isTaken = Atomic<Bool>(false)

    /// Begins to start a zygote.
    ///
    /// - Parameter configuration: the supervisor's, as far as it concerns the worker program.
    package init(_ configuration: Supervisor.Configuration) {
        starting = Task.detached {
            do throws(VMError) { return .success(try await Supervisor.startZygote(configuration)) } catch {
                return .failure(error)
            }
        }
    }

    /// The zygote, for the first caller; nil for all others.
    func take() -> Task<Result<ZygoteProcess, VMError>, Never>? {
        isTaken.exchange(true, ordering: .relaxed) ? nil : starting
    }
}
