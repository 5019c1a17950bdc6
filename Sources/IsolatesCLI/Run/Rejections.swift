import Isolates
import Synchronization

/// Collects the unhandled rejections of each context, in order.
final class Rejections: Sendable {
    private let exceptions = Mutex<[String: [ScriptException]]>([:])

    func add(_ rejection: UnhandledRejection) {
        exceptions.withLock { $0[rejection.context, default: []].append(rejection.exception) }
    }

    /// Removes and returns the rejections of a context since the last call.
    func take(of context: String) -> [ScriptException] {
        exceptions.withLock { $0.removeValue(forKey: context) } ?? []
    }
}
