import CLinux
import Glibc
import Synchronization

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

    private let state = Mutex(State())

    private struct State: ~Copyable {
        var actions: [Token: @Sendable () -> Void] = [:]
        var lastNumber: UInt64 = 0
        var watch: SigintWatch?
    }

    /// Calls `action` on the reactor's thread when SIGINT comes, until `end`.
    ///
    /// - Throws: where no descriptor is left.
    func begin(_ action: @escaping @Sendable () -> Void) throws(SystemError) -> Token {
        try state.withLock { (state: inout State) throws(SystemError) -> Token in
            if state.watch == nil { state.watch = try SigintWatch(self) }
            state.lastNumber += 1
            let token = Token(number: state.lastNumber)
            state.actions[token] = action
            return token
        }
    }

    func end(_ token: Token) {
        state.withLock { state in
            state.actions[token] = nil
            if state.actions.isEmpty { state.watch = nil }
        }
    }
}

extension SigintMonitor: ReactorSource {
    func ready() {
        let actions = state.withLock { state -> [@Sendable () -> Void] in
            guard state.watch?.take() == true else { return [] }
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }
}
