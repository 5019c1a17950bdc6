import Workers

/// The channels of those who read what a context, or all contexts of a supervisor, tell.
final class EventReaders: Sendable {
    private struct State: Sendable {
        var channels: [(kind: WorkerEvent.Kind, channel: EventChannel)] = []
        var isFinished = false
    }

    private let state = Lock("readers of events", State())

    /// A new reader of one kind of events.
    func add(_ kind: WorkerEvent.Kind) -> EventReader {
        let channel = EventChannel()
        // Closed ones are let go of here, outside of the lock.
        let (isFinished, _) = state.withLock { state in
            let closed = state.channels.filter { $0.channel.isClosed }
            state.channels.removeAll { $0.channel.isClosed }
            if !state.isFinished { state.channels.append((kind, channel)) }
            return (state.isFinished, closed.map(\.channel))
        }
        if isFinished { channel.finish() }
        return EventReader(channel)
    }

    /// The open channels for one kind of events.
    subscript(kind: WorkerEvent.Kind) -> [EventChannel] {
        state.withLock { state in
            state.channels.isEmpty
                ? [] : state.channels.filter { $0.kind == kind && !$0.channel.isClosed }.map(\.channel)
        }
    }

    /// Nothing more is told.
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
