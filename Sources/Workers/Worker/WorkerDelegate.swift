import Wire

/// Who hears what a worker says. Each method is called in the order in which the worker said it, one call at a time,
/// and never under a lock.
package protocol WorkerDelegate: AnyObject, Sendable {
    func worker(_ worker: WorkerProcess, sent event: WorkerEvent)

    /// The worker has done a request, and answers it when it has made a base of itself, or can't. It waits for
    /// `makeBase` or `refuseBase`.
    func worker(_ worker: WorkerProcess, needsBaseFor request: Int)

    /// The worker answers no more. The requests that it has not answered end when this returns.
    ///
    /// - Returns: whether another worker goes on with what this one held before them.
    func worker(_ worker: WorkerProcess, ended end: WorkerEnd) -> Bool

    /// Whether the worker is not to be read on until `resumeReading()` is called.
    var isFull: Bool { get }
}

/// Where live workers are counted.
package protocol WorkerRegistry: AnyObject, Sendable {
    func add(_ worker: WorkerProcess)
    /// The worker is being killed, or is dead.
    func remove(_ worker: WorkerProcess)
    /// Whether the memory of every worker must be known.
    var measuresMemory: Bool { get }
    /// The control groups for workers with a memory limit; nil for none.
    var controlGroups: ControlGroups? { get }
}

/// What a worker serves, and within what limits.
package struct WorkerAssignment: Sendable {
    /// Nil once the worker is at its end.
    package internal(set) var delegate: (any WorkerDelegate)?
    /// Bytes that the worker may make resident; nil for no limit.
    package var memoryLimit: Int?
    /// Private pages that belong to what it is a copy of; nil for those that it has when it is first measured.
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

/// A message that answers no request, read no further than to its type.
package struct WorkerEvent: Sendable {
    package enum Kind: Sendable {
        case hostCall, console, unhandledRejection
    }

    package let kind: Kind
    /// Which call it is, of those of its context's; nil where it is none.
    package let call: Int?
    package let json: [UInt8]

    /// Nil for what answers a request.
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
