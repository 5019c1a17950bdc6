import DequeModule

/// Events that wait for delivery, and the tasks that wait for it. A state machine: its methods return the actions for
/// the caller.
struct EventQueueState<Event: Sendable, Waiter: Sendable>: Sendable {
    /// Bytes at which the queue is full.
    let capacity: Int
    private var events: Deque<Event> = []
    /// Bytes of the queued events and of the one that is being delivered.
    private(set) var bytes = 0
    private var isDelivering = false
    private var waiters: [Waiter] = []
    private var isFinished = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    var isFull: Bool { bytes >= capacity }

    /// - Returns: whether the caller has to begin delivery.
    mutating func append(_ event: Event, size: Int) -> Bool {
        events.append(event)
        bytes += size
        defer { isDelivering = true }
        return !isDelivering
    }

    enum Next {
        case event(Event)
        /// There is no event: delivery pauses until the next `append`.
        case none(Idle)
    }

    /// The actions after all events were delivered.
    struct Idle {
        var waiters: [Waiter] = []
        /// Whether to tell the readers that no more events come.
        var finishes = false
    }

    /// The next event for the task that delivers.
    mutating func next() -> Next {
        if let next = events.popFirst() { return .event(next) }
        isDelivering = false
        defer { waiters = [] }
        return .none(Idle(waiters: waiters, finishes: isFinished))
    }

    struct Delivered {
        /// Whether the queue was full and no longer is.
        let makesRoom: Bool
        /// Whether no other event is queued.
        let isLast: Bool
    }

    /// An event was delivered.
    mutating func delivered(size: Int) -> Delivered {
        let wasFull = isFull
        bytes -= size
        return Delivered(makesRoom: wasFull && !isFull, isLast: events.isEmpty)
    }

    /// Registers a waiter for the end of delivery, if delivery is going on.
    ///
    /// - Returns: whether the caller has to wait.
    mutating func wait(_ waiter: Waiter) -> Bool {
        if isDelivering { waiters.append(waiter) }
        return isDelivering
    }

    /// No more events come.
    ///
    /// - Returns: whether to tell the readers now.
    mutating func finish() -> Bool {
        isFinished = true
        return !isDelivering
    }
}
