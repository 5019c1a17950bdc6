import Workers

/// Keeps a function or a promise of a context, and the context itself, alive as long as the program refers to it.
final class Handle: Sendable {
    let name: String
    let context: Context
    /// What the worker is told when nobody refers to it any more.
    private let released: String

    /// - Parameter handle: as a worker writes it, `name` or `name#token`; the name afterwards. A token stands for this
    ///   one use of the function, whose name others may have, too.
    init(_ handle: inout String, of context: Context) {
        let parts = handle.split(separator: "#", maxSplits: 1)
        if parts.count == 2 { handle = String(parts[0]) }
        name = handle
        released = parts.last.map(String.init) ?? handle
        self.context = context
    }

    deinit {
        context.processes.release(released)
    }
}
