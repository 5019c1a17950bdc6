import Workers

/// An event on its way to the program's handlers and readers. It is decoded only when needed.
struct QueuedEvent: Sendable {
    let event: WorkerEvent
    let worker: WorkerProcess
    let queue: EventQueue

    /// The event as a console entry. An event that can't be read as one ends the worker: only a worker that was taken
    /// over sends such an event.
    func consoleEntry() -> ConsoleEntry? {
        read { try ConsoleEntry(json: event.json, context: queue.context, decode: queue.decode) }
    }

    /// The event as a rejection. An event that can't be read as one ends the worker.
    func unhandledRejection() -> UnhandledRejection? {
        read { try UnhandledRejection(json: event.json, context: queue.context, decode: queue.decode) }
    }

    private func read<Entry>(_ body: () throws -> Entry) -> Entry? {
        do { return try body() } catch {
            worker.end(.violation("an event that can't be read: \(error)"))
            return nil
        }
    }
}
