import Isolates

/// The limits of a supervisor that serves clients, and the defaults of their requests.
package struct RPCLimits: Sendable {
    package var maximumWorkers: Int?
    package var maximumMemory: ByteCount?
    package var maximumQueuedRuns: Int?
    package var timeout: Duration?
    package var memoryLimit: ByteCount?
    package var requiredLayers: Set<ContainmentLayer>
    /// Whether `timeout` and `memoryLimit` are also the maximums of each request.
    package var capsRequests: Bool

    /// - Parameters:
    ///   - maximumWorkers, maximumMemory, maximumQueuedRuns, requiredLayers: see `Supervisor.Configuration`.
    ///   - timeout: the timeout of a run that asks for none.
    ///   - memoryLimit: the memory limit of a context that asks for none.
    ///   - capsRequests: whether no request gets more than these two; false by default.
    package init(
        maximumWorkers: Int? = nil, maximumMemory: ByteCount? = nil, maximumQueuedRuns: Int? = nil,
        timeout: Duration? = nil, memoryLimit: ByteCount? = nil, requiredLayers: Set<ContainmentLayer> = [],
        capsRequests: Bool = false
    ) {
        self.maximumWorkers = maximumWorkers
        self.maximumMemory = maximumMemory
        self.maximumQueuedRuns = maximumQueuedRuns
        self.timeout = timeout
        self.memoryLimit = memoryLimit
        self.requiredLayers = requiredLayers
        self.capsRequests = capsRequests
    }

    /// The timeout of a run that asks for this one, or for none.
    func timeout(asked: Duration?) -> Duration? {
        capsRequests ? Self.least(asked, timeout) : asked ?? timeout
    }

    /// The timeout of an operation that has a default of its own: `timeout`, reduced to the maximum if there is one.
    func capped(_ timeout: Duration?) -> Duration? {
        capsRequests ? Self.least(timeout, self.timeout) : timeout
    }

    /// The memory limit of a context that asks for this one, or for none.
    func memoryLimit(asked: ByteCount?) -> ByteCount? {
        capsRequests ? Self.least(asked, memoryLimit) : asked ?? memoryLimit
    }

    private static func least<Limit: Comparable>(_ one: Limit?, _ other: Limit?) -> Limit? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}
