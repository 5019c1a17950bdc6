import Isolates
import Synchronization

/// The functions and promises of contexts that the client holds by handle. They live until the client releases them
/// or their context is gone.
final class HandleTable: Sendable {
    /// The function or promise that a handle names.
    enum Target: Sendable {
        case function(Value.Function)
        case promise(Value.Promise)

        var lifetime: (any AnyObject & Sendable)? {
            switch self {
            case .function(let function): function.lifetime
            case .promise(let promise): promise.lifetime
            }
        }
    }

    /// The number of handles that one context may have. Further ones are not kept: a script that passes a new function
    /// with every call, to a client that releases none, must not use up the supervisor's memory.
    static let maximumPerContext = 100_000

    private struct Entry {
        let target: Target
        let context: String
        /// How often the client got the handle again unasked, less the releases since.
        var tellings = 0
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var handles: [String: Set<String>] = [:]
    }

    private let state = Mutex(State())

    /// Begins to keep the handles of a context.
    func open(context: String) {
        state.withLock { $0.handles[context] = [] }
    }

    /// Begins to keep the handles of a context, unless that has begun.
    func openIfNeeded(context: String) {
        state.withLock { state in
            if state.handles[context] == nil { state.handles[context] = [] }
        }
    }

    /// Releases all handles of a context that is gone.
    func close(context: String) {
        let targets = state.withLock { state in
            let handles = state.handles.removeValue(forKey: context) ?? []
            return handles.compactMap { state.entries.removeValue(forKey: $0) }
        }
        // Outside of the lock: objects that only the handles kept alive end here.
        _ = consume targets
    }

    /// Keeps all functions and promises in a value that goes to the client.
    ///
    /// - Parameter isTold: whether the client did not ask for the value. If it already had a handle in it, one more
    ///   release is then needed before the handle goes.
    func keep(all value: Value, of context: String, isTold: Bool = false) {
        value.visit { part in
            switch part {
            case .function(let function) where function.lifetime != nil:
                keep(.function(function), function.handle, context, isTold)
            case .promise(let promise) where promise.lifetime != nil:
                keep(.promise(promise), promise.handle, context, isTold)
            default: break
            }
            return true
        }
    }

    /// The function or promise that the handle names, and the id of its context.
    subscript(handle: String) -> (target: Target, context: String)? {
        state.withLock { $0.entries[handle] }.map { ($0.target, $0.context) }
    }

    /// Releases a handle.
    ///
    /// - Returns: the id of its context; nil if there is no such handle.
    func release(_ handle: String) -> String? {
        let entry = state.withLock { state -> Entry? in
            if let told = state.entries[handle], told.tellings > 0 {
                state.entries[handle]!.tellings -= 1
                return told
            }
            let entry = state.entries.removeValue(forKey: handle)
            if let entry { state.handles[entry.context]?.remove(handle) }
            return entry
        }
        return entry?.context
    }

    /// Whether the client holds no handle of a context.
    func isEmpty(context: String) -> Bool {
        state.withLock { $0.handles[context]?.isEmpty ?? true }
    }

    private func keep(_ target: Target, _ handle: String, _ context: String, _ isTold: Bool) {
        let replaced = state.withLock { state -> Entry? in
            guard let count = state.handles[context]?.count, count < Self.maximumPerContext else { return nil }
            state.handles[context]!.insert(handle)
            let known = state.entries[handle]?.tellings
            let tellings = (known ?? 0) + (known != nil && isTold ? 1 : 0)
            return state.entries.updateValue(
                Entry(target: target, context: context, tellings: tellings), forKey: handle)
        }
        // Outside of the lock: the lifetime of the entry before may end here.
        _ = consume replaced
    }
}
