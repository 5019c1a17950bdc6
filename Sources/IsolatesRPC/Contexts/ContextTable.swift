import DequeModule
import Isolates
import Synchronization

/// The contexts by their ids, and why those are gone that are.
final class ContextTable: Sendable {
    /// How many contexts that are gone are remembered with their reason.
    private static let rememberedReasons = 1_000

    private struct State {
        var contexts: [String: ServedContext] = [:]
        var reasons: [String: String] = [:]
        var remembered: Deque<String> = []
    }

    private let state = Mutex(State())

    func add(_ context: ServedContext) {
        state.withLock { $0.contexts[context.id] = context }
    }

    /// Forgets a context; its reason stays for a while.
    func remove(_ context: ServedContext, reason: String) {
        state.withLock { state in
            guard state.contexts.removeValue(forKey: context.id) != nil else { return }
            state.reasons[context.id] = reason
            state.remembered.append(context.id)
            guard state.remembered.count > Self.rememberedReasons, let oldest = state.remembered.popFirst() else {
                return
            }
            state.reasons[oldest] = nil
        }
    }

    /// The context of that id, which may have died unnoticed.
    subscript(id: String) -> ServedContext? {
        state.withLock { $0.contexts[id] }
    }

    /// Why there is no context of that id any more; nil where there never was, or it was forgotten.
    func reason(for id: String) -> String? {
        state.withLock { $0.reasons[id] }
    }

    var all: [ServedContext] { state.withLock { Array($0.contexts.values) } }

    /// How many are alive.
    var count: Int {
        state.withLock { $0.contexts.values.count { !$0.context.isDisposed } }
    }
}
