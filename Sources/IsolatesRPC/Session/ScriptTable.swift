import Isolates
import Synchronization

/// The client's scripts by their ids.
final class ScriptTable: Sendable {
    private struct State {
        var scripts: [String: Script] = [:]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    /// - Returns: the script's id.
    func add(_ script: Script) -> String {
        state.withLock { state in
            state.lastNumber += 1
            let id = "s\(state.lastNumber)"
            state.scripts[id] = script
            return id
        }
    }

    /// - Throws: `disposed` if there is none.
    func script(_ id: String) throws(RPCError) -> Script {
        guard let script = state.withLock({ $0.scripts[id] }) else { throw Self.missing(id) }
        return script
    }

    /// - Throws: `disposed` if there is none.
    func remove(_ id: String) throws(RPCError) {
        guard state.withLock({ $0.scripts.removeValue(forKey: id) }) != nil else { throw Self.missing(id) }
    }

    private static func missing(_ id: String) -> RPCError { .disposed("there is no script \(id.prefix(64))") }
}
