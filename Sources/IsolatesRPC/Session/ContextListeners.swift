import Isolates
import Synchronization

/// Receives the notifications of contexts. A script that sends them faster than the listener takes them has to wait.
package protocol ContextListener: AnyObject, Sendable {
    func hear(_ entry: ConsoleEntry) async
    func hear(_ rejection: UnhandledRejection) async
}

/// The listeners of the contexts.
final class ContextListeners: Sendable {
    private struct State {
        var listeners: [String: any ContextListener] = [:]
        var ofOthers: (any ContextListener)?
    }

    private let state = Mutex(State())

    /// The listener of a context: the one that was set for it, or else the one for all others.
    subscript(context: String) -> (any ContextListener)? {
        state.withLock { $0.listeners[context] ?? $0.ofOthers }
    }

    func set(_ listener: any ContextListener, for context: String) {
        let replaced = state.withLock { $0.listeners.updateValue(listener, forKey: context) }
        // Outside of the lock: this may be the last reference.
        _ = consume replaced
    }

    /// Sets the listener of the contexts that have none of their own, such as those in which templates are set up.
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

    /// Removes a listener of a context, unless another was set for the context meanwhile.
    func remove(_ listener: any ContextListener, of context: String) {
        let removed = state.withLock { state in
            state.listeners[context] === listener ? state.listeners.removeValue(forKey: context) : nil
        }
        _ = consume removed
    }
}
