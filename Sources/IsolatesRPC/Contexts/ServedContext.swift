import Isolates
import Synchronization

/// A context that the client can name.
final class ServedContext: Sendable {
    let context: Context
    let lane: Lane
    /// Whether the context is disposed of as soon as the client has no handle of it and no job is under way
    /// (`runInNewContext`).
    let isTransient: Bool
    /// Whether the context outlives the session that made it.
    let isDetached: Bool
    /// The passes of the requests that run in the context now, the innermost last.
    private let passes = Mutex<[any RPCPass]>([])

    init(_ context: Context, lane: Lane, isTransient: Bool = false, isDetached: Bool = false) {
        self.context = context
        self.lane = lane
        self.isTransient = isTransient
        self.isDetached = isDetached
        lane.serve(context)
    }

    var id: String { context.id }

    /// The pass of the innermost request that runs in the context now.
    var currentPass: (any RPCPass)? { passes.withLock { $0.last } }

    /// Notes that a request begins to run in the context.
    func enter(_ pass: any RPCPass) {
        passes.withLock { $0.append(pass) }
        pass.enter(context)
    }

    func leave(_ pass: any RPCPass) {
        passes.withLock { passes in
            if let index = passes.lastIndex(where: { $0 === pass }) { passes.remove(at: index) }
        }
    }
}
