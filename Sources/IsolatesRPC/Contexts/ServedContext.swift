import Isolates

/// A context that the client may name.
final class ServedContext: Sendable {
    let context: Context
    let lane: Lane
    /// Whether it goes as soon as the client has no handle of it and nothing is under way (`runInNewContext`).
    let isTransient: Bool

    init(_ context: Context, lane: Lane, isTransient: Bool = false) {
        self.context = context
        self.lane = lane
        self.isTransient = isTransient
        lane.serve(context)
    }

    var id: String { context.id }
}
