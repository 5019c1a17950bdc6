import Workers

/// A weak reference that any thread may read. The loaded object is released by the caller, outside the lock.
final class WeakReference<Object: AnyObject & Sendable>: Sendable {
    private struct Storage: Sendable {
        weak var object: Object?
    }

    private let storage: Lock<Storage>

    init(_ object: Object? = nil) {
        storage = Lock("weak reference", Storage(object: object))
    }

    func load() -> Object? {
        storage.withLock { $0.object }
    }

    func store(_ object: Object) {
        storage.withLock { $0.object = object }
    }
}
