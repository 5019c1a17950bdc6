#if Service
    import Dispatch
    import Glibc
    import Isolates
    import IsolatesRPC
    import NIOCore
    import NIOPosix

    /// The service, from its start to its end.
    package struct ServiceProgram {
        /// How often a draining service checks whether it has finished.
        private static let step = Duration.milliseconds(50)
        /// How long sending the last answers may take.
        private static let patience = Duration.seconds(1)

        private let service: Service
        private let group: MultiThreadedEventLoopGroup
        private let signals: AsyncStream<Int32>

        /// Serves until a signal tells it to end.
        ///
        /// - Throws: `ServiceFailure` if the service does not start.
        package static func run(_ configuration: ServiceConfiguration) async throws {
            let descriptors = Systemd.listeningDescriptors()
            try check(configuration, hasDescriptors: !descriptors.isEmpty)
            let program = ServiceProgram(Service(configuration, try tokens(configuration)))
            do {
                try await program.run(descriptors)
            } catch {
                await program.stop([], unlinks: false)
                throw error
            }
        }

        private static func check(_ configuration: ServiceConfiguration, hasDescriptors: Bool) throws {
            guard !configuration.isProtected, !hasDescriptors else { return }
            if let address = configuration.listen.first(where: { !$0.isLocal }) {
                throw ServiceFailure(
                    .usage,
                    "\(address) can be reached from other machines: say who may use it, "
                        + "with --tokens or --trusted-proxy")
            }
        }

        private static func tokens(_ configuration: ServiceConfiguration) throws -> TokensFile? {
            guard let path = configuration.tokensPath else { return nil }
            do { return try TokensFile(path: path) } catch {
                throw ServiceFailure(.file, "\(path): \(error)")
            }
        }

        private init(_ service: Service) {
            self.service = service
            signal(SIGPIPE, SIG_IGN)
            let pipe = SignalPipe([SIGTERM, SIGINT, SIGHUP])
            let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
            Thread.detach { while true { continuation.yield(pipe.next()) } }
            signals = stream
            group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, min(4, Machine.cores)))
        }

        private func run(_ descriptors: [Int32]) async throws {
            do throws(VMError) {
                _ = try await service.host.supervisor.engineVersion
                try await service.loadTemplates()
            } catch {
                throw ServiceFailure(.unavailable, error.message)
            }
            let channels = try await listen(descriptors)
            let addresses = channels.compactMap { $0.localAddress?.listenDescription }
            service.logger.write("listening") { writer in
                writer.write("host", "\(service.configuration.hostName)")
                writer.key("addresses")
                writer.beginArray()
                for address in addresses { writer.string(address) }
                writer.endArray()
            }
            Systemd.notify("READY=1")
            await serve()
            // The files of systemd's sockets stay.
            await stop(channels, unlinks: descriptors.isEmpty)
        }

        private func listen(_ descriptors: [Int32]) async throws -> [any Channel] {
            let listeners = try await Listeners(service, group)
            var channels: [any Channel] = []
            for descriptor in descriptors {
                let channel = try await listeners.take(descriptor)
                if !service.configuration.isProtected, channel.localAddress?.isLocal != true {
                    throw ServiceFailure(
                        .usage,
                        "a socket of systemd's can be reached from other machines: say who may use it, with "
                            + "--tokens or --trusted-proxy")
                }
                channels.append(channel)
            }
            guard descriptors.isEmpty else { return channels }
            for address in service.configuration.listen {
                do { channels.append(try await listeners.open(address)) } catch let error as ServiceFailure {
                    throw error
                } catch {
                    throw ServiceFailure(.unavailable, "\(address): \(ServiceFailure.reason(of: error))")
                }
            }
            return channels
        }

        /// Returns when the service has to end.
        private func serve() async {
            let (serving, continuation) = AsyncStream.makeStream(of: Never.self)
            let watching = Task {
                for await signal in signals {
                    switch signal {
                    case SIGHUP:
                        service.reload()
                    default:
                        let action = service.terminate()
                        continuation.finish()
                        if action == .endNow { return }
                        announceDraining()
                    }
                }
            }
            for await _ in serving {}
            await waitForEnd()
            watching.cancel()
        }

        private func announceDraining() {
            Systemd.notify("STOPPING=1")
            service.logger.write("draining") { writer in
                writer.write("deadline", milliseconds: service.timeToDeadline ?? .zero)
            }
        }

        private func waitForEnd() async {
            while true {
                switch service.stage {
                case .over: return
                case .finishing where service.mayEndEarly: return
                default: try? await Task.sleep(for: Self.step)
                }
            }
        }

        private func stop(_ channels: [any Channel], unlinks: Bool) async {
            for channel in channels {
                try? await channel.close()
                if unlinks, case .unix(let path)? = channel.localAddress?.listenAddress { unlink(path) }
            }
            let sessions = service.sessions.all
            for session in sessions { session.close() }
            await service.host.supervisor.shutdown()
            let deadline = ContinuousClock.now + Self.patience
            while service.sessions.openRequests > 0, ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(5))
            }
            try? await group.shutdownGracefully()
            service.logger.write("ended")
            service.logger.flush()
        }
    }

    extension ServiceConfiguration {
        /// Whether the sender of a request from another machine can be identified.
        var isProtected: Bool { tokensPath != nil || !trustedProxies.isEmpty }
    }

    extension SocketAddress {
        var listenAddress: ListenAddress? {
            if let path = pathname, !path.isEmpty { return .unix(path) }
            guard let ipAddress, let port else { return nil }
            return .tcp(host: ipAddress, port: port)
        }

        var listenDescription: String? { listenAddress?.description }

        var isLocal: Bool { listenAddress?.isLocal ?? false }
    }

    /// Starts a thread that waits in a system call.
    private enum Thread {
        static func detach(_ body: @escaping @Sendable () -> Void) {
            DispatchQueue(label: "isolates.service.signals").async(execute: body)
        }
    }
#endif
