import Workers

/// Keeps a function or a promise of a context, and the context itself, alive as long as the program refers to it.
final class Handle: Sendable {
    let name: String
    let context: Context

    init(_ name: String, of context: Context) {
        self.name = name
        self.context = context
    }

    deinit {
        context.processes.release(name)
    }
}
