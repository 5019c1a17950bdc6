import Workers

/// Keeps a function or a promise of a context, and with it the context, until nobody on this side refers to it.
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
