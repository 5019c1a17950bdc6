import Workers

/// The channels to the readers of the events of one context, or of all contexts of a supervisor.
final class EventReaders: Sendable {
    private struct State: Sendable {
        var channels: [(kind: WorkerEvent.Kind, channel: EventChannel)] = []
        var isFinished = false
    }

    private let state = Lock("readers of events", State())

    /// Adds a reader for one kind of event.
    func add(_ kind: WorkerEvent.Kind) -> EventReader {
        let channel = EventChannel()
        // Closed channels are released here, outside the lock.
        let (isFinished, _) = state.withLock { state in
            let closed = state.channels.filter { $0.channel.isClosed }
            state.channels.removeAll { $0.channel.isClosed }
            if !state.isFinished { state.channels.append((kind, channel)) }
            return (state.isFinished, closed.map(\.channel))
        }
        if isFinished { channel.finish() }
        return EventReader(channel)
    }

    /// The open channels for one kind of event.
    subscript(kind: WorkerEvent.Kind) -> [EventChannel] {
        state.withLock { state in
            state.channels.isEmpty
                ? [] : state.channels.filter { $0.kind == kind && !$0.channel.isClosed }.map(\.channel)
        }
    }

    /// No more events come.
    func finish() {
        let channels = state.withLock { state in
            state.isFinished = true
            defer { state.channels = [] }
            return state.channels
        }
        for (_, channel) in channels { channel.finish() }
    }

    deinit {
        finish()
    }
}
