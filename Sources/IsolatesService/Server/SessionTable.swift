import IsolatesRPC
import Synchronization
import Wire

/// The open sessions.
final class SessionTable: Sendable {
    private struct State {
        var sessions: [ObjectIdentifier: RPCSession] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())

    func add(_ session: RPCSession) {
        state.withLock { $0.sessions[ObjectIdentifier(session)] = session }
    }

    func remove(_ session: RPCSession) {
        let removed = state.withLock { $0.sessions.removeValue(forKey: ObjectIdentifier(session)) }
        // Outside the lock: this may be the last reference.
        _ = consume removed
    }

    var all: [RPCSession] { state.withLock { Array($0.sessions.values) } }

    /// The number of requests that have not been answered.
    var openRequests: Int { all.reduce(0) { $0 + $1.openRequests } }

    /// The number of contexts that end with their sessions.
    var contexts: Int { all.reduce(0) { $0 + $1.contextCount } }

    /// Notifies all connected clients that the service is shutting down.
    func notifyDraining(deadline: Duration) {
        for session in all {
            session.notify("draining") { $0.write("deadline", milliseconds: deadline) }
        }
    }
}
