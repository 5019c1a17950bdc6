import Isolates

/// The configuration of the service.
package struct ServiceConfiguration: Sendable {
    /// A template that every request may name.
    package struct NamedTemplate: Sendable {
        let name: String
        let scripts: [(code: String, filename: String)]

        package init(name: String, scripts: [(code: String, filename: String)]) {
            self.name = name
            self.scripts = scripts
        }
    }

    package var listen: [ListenAddress] = [.standard]
    package var hostName = HostName.ofThisMachine()
    /// The path of the file with the tokens; nil if none are required.
    package var tokensPath: String?
    package var trustedProxies: [NetworkRange] = []
    package var templates: [NamedTemplate] = []
    /// The longest body of a request and the longest message of a WebSocket, in bytes.
    package var maximumBody = 8_000_000
    /// How many runs may be in progress at once. It is also the limit of each tenant without one of its own.
    package var maximumRuns = max(8, 4 * Machine.cores)
    /// How many runs may wait, in all.
    package var maximumQueuedRuns = 10_000
    package var maximumWorkers: Int? = 2_000
    package var maximumMemory: ByteCount?
    package var requiredLayers: Set<ContainmentLayer> = []
    package var drainDelay = Duration.seconds(5)
    package var drainTimeout = Duration.seconds(25)
    package var metricsByTenant = false
    /// Whether a line is logged for each run.
    package var logsRuns = true

    package init() {}
}
