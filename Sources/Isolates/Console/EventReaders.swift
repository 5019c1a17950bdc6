import Synchronization

/// The channels of those who read what a context, or all contexts of a supervisor, tell.
final class EventReaders: Sendable {
    private struct State {
        var channels: [(kind: WorkerEvent.Kind, channel: EventChannel)] = []
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A new reader of one kind of events.
    func add(_ kind: WorkerEvent.Kind) -> EventReader {
        let channel = EventChannel()
        state.withLock { state in
            state.channels.removeAll { $0.channel.isClosed }
            if state.isFinished { channel.finish() } else { state.channels.append((kind, channel)) }
        }
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
