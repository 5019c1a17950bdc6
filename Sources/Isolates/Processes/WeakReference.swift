import Synchronization

/// A weak reference that any thread may read.
final class WeakReference<Object: AnyObject & Sendable>: Sendable {
    private struct Storage {
        weak var object: Object?
    }

    private let storage = Mutex(Storage())

    init(_ object: Object? = nil) {
        storage.withLock { $0.object = object }
    }

    func load() -> Object? {
        storage.withLock { $0.object }
    }

    func store(_ object: Object) {
        storage.withLock { $0.object = object }
    }
}
