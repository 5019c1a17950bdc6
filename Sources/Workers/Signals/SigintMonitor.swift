import CLinux
import Glibc

/// Handles SIGINT while runs with `breakOnSigint` are in progress, and only then.
///
/// A handler that the program installed with signal(2) or sigaction(2) does not fire meanwhile, and is restored when
/// the last of these runs is over. The monitor uses both a handler, which gets the signal if some thread leaves SIGINT
/// unblocked, and a signalfd(2), which gets it if no thread does. A signalfd of the program, such as that of a Dispatch
/// signal source, competes with every handler, so SIGINT is removed from its mask for that time.
final class SigintMonitor: Sendable {
    static let shared = SigintMonitor()

    /// Names a run from `begin` until `end`.
    struct Token: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private struct State {
        var actions: [Token: @Sendable () -> Void] = [:]
        var lastNumber: UInt64 = 0
        /// Made and released only on the reactor's thread, so there is never more than one.
        var watch: SigintWatch?
    }

    private let state = Lock("SIGINT", State())

    /// Calls `action` on the reactor's thread when SIGINT comes, until `end`.
    ///
    /// - Throws: if no descriptor is left.
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
            // Released here, outside the lock.
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
