import CJavaScriptCore

/// The engine's run loop. It delivers the results of WebAssembly's compiler thread and calls finalization registries.
///
/// By default the engine uses a GLib main context that nobody else can reach. If the thread has a default context,
/// pushed before the first call of the engine, the engine uses that instead.
enum RunLoop {
    nonisolated(unsafe) private static var context: OpaquePointer?

    /// Must be called before the first call of the engine.
    static func prepare() {
        context = g_main_context_new()
        g_main_context_push_thread_default(context)
    }

    /// Does everything that is due, without waiting.
    @discardableResult
    static func turn() -> Bool {
        var hasTurned = false
        while g_main_context_iteration(context, 0) != 0 { hasTurned = true }
        return hasTurned
    }
}
