extension Supervisor {
    /// Starts the zygote now, so that the first context does not wait for it. Without this call the first use starts
    /// it.
    ///
    /// - Throws: `VMError.unavailable` where the worker program is not found, can't be started, or does not find its
    ///   libraries, and where the machine lacks one of `Configuration.requiredLayers`; `invalidArgument` where a number
    ///   of the configuration is out of its range, as from everything else that is asked of such a supervisor.
    public func start() async throws(VMError) {
        _ = try await zygote()
    }

    /// Ends every run and every process, and returns when none is left. What is asked of the supervisor or of its
    /// contexts afterwards fails with `unavailable` or `disposed`.
    public func shutdown() async {
        let (zygote, contexts, pool) = state.withLock { state in
            state.isShutDown = true
            defer {
                state.zygote = nil
                state.pool = nil
                state.contexts = [:]
            }
            return (state.zygote, state.contexts, state.pool)
        }
        places.close(Self.shutDownError)
        pool?.close()
        for context in contexts.values {
            context.load()?.processes.end(.disposed(reason: "the supervisor was shut down"))
        }
        mainContext.forget()
        compilingContext.forget()
        moduleTemplates.forget()
        await zygote?.stop()
        if zygote != nil, let groups = places.controlGroups { await groups.clearUp() }
        readers.finish()
    }

    /// A zygote that is there and can fork: the one at hand, or a new one where that has died.
    func zygote() async throws(VMError) -> ZygoteProcess {
        if state.withLock({ $0.isShutDown }) { throw Self.shutDownError }
        let path = if let path = configuration.workerPath { path } else { try WorkerLocator.locate() }
        let zygote = try await starting.get(where: \.isAlive) {
            [configuration, containmentWatch, accounts, places] () async throws(VMError) in
            try configuration.check()
            // The zygote must come after, since it stays where this program is.
            _ = places.controlGroups
            let zygote = try await ZygoteProcess.start(path: path, arguments: configuration.workerArguments)
            do throws(VMError) { try containmentWatch.check(zygote.containment) } catch {
                await zygote.stop()
                throw error
            }
            zygote.watch(accounts.telemetry)
            return zygote
        }
        let isShutDown = state.withLock { state in
            if !state.isShutDown, state.zygote !== zygote {
                state.zygote = zygote
                state.pool = WorkerPool(zygote, size: configuration.warmWorkers, places)
            }
            return state.isShutDown
        }
        guard isShutDown else { return zygote }
        await zygote.stop()
        throw Self.shutDownError
    }

    private static var shutDownError: VMError { VMError(unavailable: "the supervisor was shut down") }
}

/// Gives `body` a supervisor. At its end, however it ends, everything that was started inside is gone.
///
/// - Parameters:
///   - configuration: of the supervisor.
///   - body: what is done with it; its result is returned.
/// - Throws: what `body` throws.
public func withSupervisor<Result>(
    _ configuration: Supervisor.Configuration = Supervisor.Configuration(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Supervisor) async throws -> Result
) async throws -> Result {
    let supervisor = Supervisor(configuration)
    do {
        let result = try await body(supervisor)
        await supervisor.shutdown()
        return result
    } catch {
        await supervisor.shutdown()
        throw error
    }
}
