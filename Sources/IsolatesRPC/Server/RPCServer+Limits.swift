import Isolates

extension RPCServer {
    /// What bounds a server as a whole, and what holds for requests that do not say otherwise.
    package struct Limits: Sendable {
        let maximumWorkers: Int?
        let maximumMemory: ByteCount?
        let maximumQueuedRuns: Int?
        let timeout: Duration?
        let memoryLimit: ByteCount?
        let requiredLayers: Set<ContainmentLayer>

        /// - Parameters:
        ///   - maximumWorkers, maximumMemory, maximumQueuedRuns, requiredLayers: as of `Supervisor.Configuration`.
        ///   - timeout: of a run that asks for none.
        ///   - memoryLimit: of a context that asks for none.
        package init(
            maximumWorkers: Int? = nil, maximumMemory: ByteCount? = nil, maximumQueuedRuns: Int? = nil,
            timeout: Duration? = nil, memoryLimit: ByteCount? = nil, requiredLayers: Set<ContainmentLayer> = []
        ) {
            self.maximumWorkers = maximumWorkers
            self.maximumMemory = maximumMemory
            self.maximumQueuedRuns = maximumQueuedRuns
            self.timeout = timeout
            self.memoryLimit = memoryLimit
            self.requiredLayers = requiredLayers
        }
    }
}
