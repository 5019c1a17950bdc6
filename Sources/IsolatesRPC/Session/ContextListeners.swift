import Isolates
import Synchronization

/// Hears what contexts tell without being asked. A script that tells more than is heard waits.
package protocol ContextListener: AnyObject, Sendable {
    func hear(_ entry: ConsoleEntry) async
    func hear(_ rejection: UnhandledRejection) async
}

/// Who hears which context.
final class ContextListeners: Sendable {
    private struct State {
        var listeners: [String: any ContextListener] = [:]
        var ofOthers: (any ContextListener)?
    }

    private let state = Mutex(State())

    /// Who hears a context: whoever was set for it, or else who hears all others.
    subscript(context: String) -> (any ContextListener)? {
        state.withLock { $0.listeners[context] ?? $0.ofOthers }
    }

    func set(_ listener: any ContextListener, for context: String) {
        let replaced = state.withLock { $0.listeners.updateValue(listener, forKey: context) }
        // Outside of the lock: this may be the last that holds it.
        _ = consume replaced
    }

    /// Sets who hears the contexts that nobody was set for, such as those in which templates are set up.
    func setForOthers(_ listener: (any ContextListener)?) {
        let replaced = state.withLock { state in
            defer { state.ofOthers = listener }
            return state.ofOthers
        }
        _ = consume replaced
    }

    func remove(_ context: String) {
        let removed = state.withLock { $0.listeners.removeValue(forKey: context) }
        _ = consume removed
    }

    /// Lets go of a listener, who has gone, where nobody else was set for the context meanwhile.
    func remove(_ listener: any ContextListener, of context: String) {
        let removed = state.withLock { state in
            state.listeners[context] === listener ? state.listeners.removeValue(forKey: context) : nil
        }
        _ = consume removed
    }
}
