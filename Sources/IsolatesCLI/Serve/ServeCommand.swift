#if Service
    import ArgumentParser
    import Isolates
    import IsolatesService

    /// `isolates serve`: the supervisor as a service.
    struct ServeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: "Serve HTTP and WebSockets: every method of rpc, for many clients.",
            discussion: """
                The routes, statuses, limits and metrics are described in serve.md in Sources/Isolates/Isolates.docc of the source \
                code. Lines of JSON on standard error tell what it does, one for each run.

                SIGTERM drains: it is no longer ready, takes new work for --drain-delay, and lets live contexts go on for \
                --drain-timeout after that. A second one ends it at once. SIGHUP reads the file of --tokens again.
                """)

        @Option(
            help: ArgumentHelp(
                "Where to listen: HOST:PORT or unix:PATH; may be given again. 127.0.0.1:7433 by default, and "
                    + "nowhere but at systemd's sockets where it hands some over.", valueName: "address"),
            transform: ListenAddress.argument)
        var listen: [ListenAddress] = []

        @Option(
            help: ArgumentHelp("The file with the digests of the tokens and their tenants' limits.", valueName: "file"))
        var tokens: String?

        @Option(
            help: ArgumentHelp(
                "An address, or a range as 10.0.0.0/8, whose header x-isolates-tenant is believed; may be given again.",
                valueName: "address"),
            transform: NetworkRange.argument)
        var trustedProxy: [NetworkRange] = []

        @Option(
            help: ArgumentHelp(
                "The name that begins the ids of contexts; the machine's by default.", valueName: "name"),
            transform: HostName.argument)
        var hostName = HostName.ofThisMachine()

        @Option(
            help: ArgumentHelp(
                "A template that requests may name: scripts that are run once; may be given again.",
                valueName: "name=file,..."),
            transform: TemplateArgument.init)
        var template: [TemplateArgument] = []

        @Option(
            help: ArgumentHelp("The longest body of a request; 8,000,000 bytes by default.", valueName: "size"),
            transform: ByteCount.memoryLimit)
        var maxBody: ByteCount = .bytes(8_000_000)

        @Option(
            help: ArgumentHelp(
                "How many runs may go on at once; those that wait for their client do not count. By default 4 for each "
                    + "processor, and at least 8.", valueName: "count"), transform: Int.count)
        var maxRuns: Int?

        @Option(
            help: ArgumentHelp("How many runs may wait for their turn; 10,000 by default.", valueName: "count"),
            transform: Int.count)
        var maxQueuedRuns = 10_000

        @Option(
            help: ArgumentHelp("How many worker processes there may be; 2,000 by default.", valueName: "count"),
            transform: Int.count)
        var maxWorkers = 2_000

        @Option(
            help: ArgumentHelp(
                "How much memory all workers together may take when a context is made, as 2GB. Any amount by default.",
                valueName: "size"), transform: ByteCount.memoryLimit)
        var maxMemory: ByteCount?

        @Option(
            help: ArgumentHelp("How long new work is taken after SIGTERM; 5s by default.", valueName: "duration"),
            transform: Duration.pause)
        var drainDelay = Duration.seconds(5)

        @Option(
            help: ArgumentHelp("How long live contexts go on after that; 25s by default.", valueName: "duration"),
            transform: Duration.pause)
        var drainTimeout = Duration.seconds(25)

        @Flag(help: "Tell tenants apart in the metrics.")
        var metricsByTenant = false

        @Option(
            help: ArgumentHelp(
                "A layer of containment without which nothing is run; may be given again. isolates doctor lists them.",
                valueName: "layer"),
            transform: RPCCommand.layer)
        var require: [ContainmentLayer] = []

        func run() async throws {
            ProcessLimits.raiseDescriptorLimit()
            ProcessLimits.keepFreedMemory(megabytes: 4)
            do {
                try await ServiceProgram.run(try serviceConfiguration())
            } catch let error as ServiceFailure {
                Output().writeError(error.description)
                throw ExitStatus(error.kind).exitCode
            } catch let error as UnreadableFile {
                Output().writeError(error.description)
                throw ExitStatus.unreadableFile.exitCode
            }
        }

        private func serviceConfiguration() throws -> ServiceConfiguration {
            var configuration = ServiceConfiguration()
            if !listen.isEmpty { configuration.listen = listen }
            configuration.tokensPath = tokens
            configuration.trustedProxies = trustedProxy
            configuration.hostName = hostName
            configuration.templates = try template.map { try $0.read() }
            configuration.maximumBody = maxBody.bytes
            if let maxRuns { configuration.maximumRuns = maxRuns }
            configuration.maximumQueuedRuns = maxQueuedRuns
            configuration.maximumWorkers = maxWorkers
            configuration.maximumMemory = maxMemory
            configuration.requiredLayers = Set(require)
            configuration.drainDelay = drainDelay
            configuration.drainTimeout = drainTimeout
            configuration.metricsByTenant = metricsByTenant
            return configuration
        }
    }

    extension ExitStatus {
        init(_ kind: ServiceFailure.Kind) {
            self =
                switch kind {
                case .usage: .usage
                case .file: .unreadableFile
                case .unavailable: .unavailable
                }
        }
    }
#endif
