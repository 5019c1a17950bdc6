import Isolates
import Synchronization

/// A context that the client may name.
final class ServedContext: Sendable {
    let context: Context
    let lane: Lane
    /// Whether it goes as soon as the client has no handle of it and nothing is under way (`runInNewContext`).
    let isTransient: Bool
    /// Whether it outlives the session that made it.
    let isDetached: Bool
    /// Those of the requests that run in it now, one inside the other.
    private let passes = Mutex<[any RPCPass]>([])

    init(_ context: Context, lane: Lane, isTransient: Bool = false, isDetached: Bool = false) {
        self.context = context
        self.lane = lane
        self.isTransient = isTransient
        self.isDetached = isDetached
        lane.serve(context)
    }

    var id: String { context.id }

    /// The pass of the request that runs in it now.
    var currentPass: (any RPCPass)? { passes.withLock { $0.last } }

    /// A request begins to run in it.
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
