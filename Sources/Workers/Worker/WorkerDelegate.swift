import Wire

/// Receives a worker's messages and its end. The methods are called in the order of the worker's messages, one call at
/// a time, and never under a lock.
package protocol WorkerDelegate: AnyObject, Sendable {
    func worker(_ worker: WorkerProcess, sent event: WorkerEvent)

    /// The worker has served a request, and will answer it once it has made a base of itself or knows that it cannot.
    /// It waits for `makeBase` or `refuseBase`.
    func worker(_ worker: WorkerProcess, needsBaseFor request: Int)

    /// The worker no longer answers. The requests that are still open end when this returns.
    ///
    /// - Returns: whether another worker continues from the state before those requests.
    func worker(_ worker: WorkerProcess, ended end: WorkerEnd) -> Bool

    /// Whether reading from the worker has to pause until `resumeReading()` is called.
    var isFull: Bool { get }
}

/// Counts live workers.
package protocol WorkerRegistry: AnyObject, Sendable {
    func add(_ worker: WorkerProcess)
    /// The worker is being killed, or has died.
    func remove(_ worker: WorkerProcess)
    /// Whether the memory of every worker has to be measured.
    var measuresMemory: Bool { get }
    /// The control groups for workers with a memory limit; nil if there are none.
    var controlGroups: ControlGroups? { get }
}

/// What a worker serves, and within which limits.
package struct WorkerAssignment: Sendable {
    /// Nil once the worker has ended.
    package internal(set) var delegate: (any WorkerDelegate)?
    /// How many bytes the worker may make resident; nil for no limit.
    package var memoryLimit: Int?
    /// The number of private pages that count as the original's; nil to take the number at the first measurement.
    package var pagesAtStart: Int?
    package let registry: any WorkerRegistry

    package init(
        delegate: any WorkerDelegate, memoryLimit: Int? = nil, pagesAtStart: Int? = nil, registry: any WorkerRegistry
    ) {
        self.delegate = delegate
        self.memoryLimit = memoryLimit
        self.pagesAtStart = pagesAtStart
        self.registry = registry
    }
}

/// A message that does not answer a request. Only its type has been parsed, and the number of a host call.
package struct WorkerEvent: Sendable {
    package enum Kind: Sendable {
        case hostCall, console, unhandledRejection
    }

    package let kind: Kind
    /// The number of the host call within its context; nil for other messages.
    package let call: Int?
    package let json: [UInt8]

    /// Nil for a message of any other kind.
    init?(_ header: ReplyHeader, _ json: [UInt8]) {
        var call: Int?
        switch header {
        case .hostCall(let number):
            kind = .hostCall
            call = number
        case .console: kind = .console
        case .unhandledRejection: kind = .unhandledRejection
        case .ready, .ended, .needsBase, .restored: return nil
        }
        self.call = call
        self.json = json
    }
}
