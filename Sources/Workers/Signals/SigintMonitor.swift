import CLinux
import Glibc

/// Takes SIGINT while runs with `breakOnSigint` are under way, and only then.
///
/// A handler that the program installed by signal(2) or sigaction(2) does not fire meanwhile, and stands again when the
/// last of these runs is over. Three ways lead here, because any of them alone can miss the signal: a handler, where
/// some thread leaves SIGINT unblocked; a signalfd(2), where none does; and a Dispatch signal source, which on Linux is
/// a signalfd that competes with every handler, has SIGINT taken out of its mask for that time.
final class SigintMonitor: Sendable {
    static let shared = SigintMonitor()

    /// Names a run from `begin` until `end`.
    struct Token: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private struct State {
        var actions: [Token: @Sendable () -> Void] = [:]
        var lastNumber: UInt64 = 0
        /// Made and let go on the reactor's thread alone, one after the other.
        var watch: SigintWatch?
    }

    private let state = Lock("SIGINT", State())

    /// Calls `action` on the reactor's thread when SIGINT comes, until `end`.
    ///
    /// - Throws: where no descriptor is left.
    func begin(on reactor: Reactor, _ action: @escaping @Sendable () -> Void) async throws(SystemError) -> Token {
        try await reactor.run { () -> Result<Token, SystemError> in
            do throws(SystemError) {
                if self.state.withLock({ $0.watch == nil }) {
                    let watch = try SigintWatch(self, reactor)
                    self.state.withLock { $0.watch = watch }
                }
                return .success(
                    self.state.withLock { state in
                        state.lastNumber += 1
                        let token = Token(number: state.lastNumber)
                        state.actions[token] = action
                        return token
                    })
            } catch {
                return .failure(error)
            }
        }.get()
    }

    func end(_ token: Token, on reactor: Reactor) async {
        await reactor.run {
            // Let go of here, outside of the lock.
            _ = self.state.withLock { state in
                let action = state.actions.removeValue(forKey: token)
                return (action, state.actions.isEmpty ? state.watch.take() : nil)
            }
        }
    }
}

extension SigintMonitor: ReactorSource {
    func ready() {
        guard state.withLock({ $0.watch })?.take() == true else { return }
        for action in state.withLock({ Array($0.actions.values) }) { action() }
    }
}
