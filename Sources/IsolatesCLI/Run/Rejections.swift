import Isolates
import Synchronization

/// What promises were rejected with that nothing handled, by context and in their order.
final class Rejections: Sendable {
    private let exceptions = Mutex<[String: [ScriptException]]>([:])

    func add(_ rejection: UnhandledRejection) {
        exceptions.withLock { $0[rejection.context, default: []].append(rejection.exception) }
    }

    /// Those of a context since the last call.
    func take(of context: String) -> [ScriptException] {
        exceptions.withLock { $0.removeValue(forKey: context) } ?? []
    }
}
