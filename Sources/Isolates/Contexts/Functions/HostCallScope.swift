import Synchronization
import Workers

/// The host calls that the current task serves, so that what it asks of a context that waits for it is served at once,
/// and not after the run that waits.
package final class HostCallScope: Sendable {
    @TaskLocal package static var current: HostCallScope?

    private let context: WeakReference<Context>
    private let outer: HostCallScope?
    private let isOver = Atomic<Bool>(false)

    /// - Parameters:
    ///   - context: where the call came from.
    ///   - outer: the host call in which the run that made this one was asked for; the current task's by default.
    package init(_ context: Context, outer: HostCallScope? = HostCallScope.current) {
        self.context = WeakReference(context)
        self.outer = outer
    }

    /// Whether the context waits for the call that this task serves.
    static func isServing(_ context: Context) -> Bool {
        var scope = current
        while let inner = scope {
            if inner.context.load() === context, !inner.isOver.load(ordering: .acquiring) { return true }
            scope = inner.outer
        }
        return false
    }

    /// The call was answered: nobody waits any more for what the task still does.
    func end() {
        isOver.store(true, ordering: .releasing)
    }
}
