import CJavaScriptCore

/// The engine's run loop: what WebAssembly's compiler thread has finished, and what finalization registries are to be
/// told.
///
/// By default the engine takes a GLib main context that nobody else can reach. The thread's default context, pushed
/// before the engine's first call, is the one that it takes instead.
enum RunLoop {
    nonisolated(unsafe) private static var context: OpaquePointer?

    /// Must come before the engine's first call.
    static func prepare() {
        context = g_main_context_new()
        g_main_context_push_thread_default(context)
    }

    /// Does what is to be done now, and waits for nothing.
    ///
    /// - Returns: whether there was anything.
    @discardableResult
    static func turn() -> Bool {
        var hasTurned = false
        while g_main_context_iteration(context, 0) != 0 { hasTurned = true }
        return hasTurned
    }
}
