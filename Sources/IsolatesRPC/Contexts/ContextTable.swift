import DequeModule
import Isolates
import Synchronization

/// The contexts by their ids, and the reasons why former ones are gone.
final class ContextTable: Sendable {
    /// The number of contexts whose reason for being gone is remembered.
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

    /// The context with that id. Its worker may have died unnoticed.
    subscript(id: String) -> ServedContext? {
        state.withLock { $0.contexts[id] }
    }

    /// Why the context with that id is gone; nil if there never was one, or if the reason was forgotten.
    func reason(for id: String) -> String? {
        state.withLock { $0.reasons[id] }
    }

    var all: [ServedContext] { state.withLock { Array($0.contexts.values) } }

    /// The number of contexts that are alive.
    var count: Int {
        state.withLock { $0.contexts.values.count { !$0.context.isDisposed } }
    }
}
