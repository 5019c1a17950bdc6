import DequeModule

/// Events that wait to be handed on, and who waits for that. It does nothing by itself: each change returns what is to
/// be done.
struct EventQueueState<Event: Sendable, Waiter: Sendable>: Sendable {
    /// Bytes at which it is full.
    let capacity: Int
    private var events: Deque<Event> = []
    /// Bytes of the events that wait, and of the one that is being handed on.
    private(set) var bytes = 0
    private var isDelivering = false
    private var waiters: [Waiter] = []
    private var isFinished = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    var isFull: Bool { bytes >= capacity }

    /// - Returns: whether the caller begins to hand events on.
    mutating func append(_ event: Event, size: Int) -> Bool {
        events.append(event)
        bytes += size
        defer { isDelivering = true }
        return !isDelivering
    }

    enum Next {
        case event(Event)
        /// There is none: nothing is handed on until the next `append`.
        case none(Idle)
    }

    /// What is to be done when all was handed on.
    struct Idle {
        var waiters: [Waiter] = []
        /// Whether the readers are told that nothing more comes.
        var finishes = false
    }

    /// What is to be handed on next, by the one who does.
    mutating func next() -> Next {
        if let next = events.popFirst() { return .event(next) }
        isDelivering = false
        defer { waiters = [] }
        return .none(Idle(waiters: waiters, finishes: isFinished))
    }

    /// An event was handed on.
    ///
    /// - Returns: whether it was full, and is no more.
    mutating func delivered(size: Int) -> Bool {
        let wasFull = isFull
        bytes -= size
        return wasFull && !isFull
    }

    /// Whether the caller waits until all was handed on.
    mutating func wait(_ waiter: Waiter) -> Bool {
        if isDelivering { waiters.append(waiter) }
        return isDelivering
    }

    /// Nothing more is told.
    ///
    /// - Returns: whether the readers are told so now.
    mutating func finish() -> Bool {
        isFinished = true
        return !isDelivering
    }
}
