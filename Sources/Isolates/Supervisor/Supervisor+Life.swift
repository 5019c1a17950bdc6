import Workers

extension Supervisor {
    /// Starts the zygote now, so that the first context does not wait for it. Without this call, the first use starts
    /// it.
    ///
    /// - Throws: `VMError.unavailable` if the worker program is not found, can't be started, or does not find its
    ///   libraries, if the machine lacks one of `Configuration.requiredLayers`, or if the supervisor was shut down;
    ///   `invalidArgument` if a number of the configuration is out of its range. Every other use of such a supervisor
    ///   throws the same error.
    public func start() async throws(VMError) {
        _ = try await zygote()
    }

    /// Ends every run and every process, and returns when none is left. Later requests to the supervisor or its
    /// contexts fail with `unavailable` or `disposed`.
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
        admission.close(Self.shutDownError)
        pool?.close()
        for context in contexts.values {
            context.load()?.processes.end(.disposed(reason: "the supervisor was shut down"))
        }
        await mainContext.forget()
        await compilingContext.forget()
        await moduleTemplates.forget()
        await zygote?.stop()
        // A zygote may be about to start.
        let started = await starting.close(Self.shutDownError)
        await started?.stop()
        if zygote != nil, let groups = admission.controlGroups { await groups.clearUp() }
        readers.finish()
    }

    /// A zygote that can fork: the present one or, if that has died or there is none, a new one.
    func zygote() async throws(VMError) -> ZygoteProcess {
        let (current, isShutDown) = state.withLock { ($0.zygote, $0.isShutDown) }
        if isShutDown { throw Self.shutDownError }
        if let current, current.isAlive { return current }
        let path = if let path = configuration.workerPath { path } else { try WorkerLocator.locate() }
        let zygote = try await starting.get(where: { $0.isAlive }) {
            [configuration, containmentWatch, accounts, admission] () async throws(VMError) in
            try configuration.check()
            // The zygote must be started after this, since it stays in the control group in which it was started.
            admission.divideControlGroups()
            let zygote: ZygoteProcess
            do throws(ZygoteFailure) {
                var arguments = configuration.workerArguments
                if configuration.usesUndoLog { arguments.append("undo-log") }
                if configuration.isBrief { arguments.append("brief") }
                zygote = try await ZygoteProcess.start(path: path, arguments: arguments)
            } catch {
                throw VMError(unavailable: error.description)
            }
            do throws(VMError) { try containmentWatch.check(Containment(zygote.layers)) } catch {
                await zygote.stop()
                throw error
            }
            let telemetry = accounts.telemetry
            telemetry.zygoteStarted(engine: zygote.engineVersion)
            zygote.onEnd { reason, isExpected in telemetry.zygoteEnded(reason: reason, isExpected: isExpected) }
            return zygote
        }
        let pool = WorkerPool(zygote, size: configuration.warmWorkers, admission)
        let (isTooLate, previous) = state.withLock { state -> (Bool, (ZygoteProcess?, WorkerPool?)) in
            let previous = (state.zygote, state.pool)
            if !state.isShutDown, state.zygote !== zygote {
                state.zygote = zygote
                state.pool = pool
            }
            return (state.isShutDown, previous)
        }
        _ = previous
        guard isTooLate else { return zygote }
        await zygote.stop()
        throw Self.shutDownError
    }

    /// The number of live worker processes.
    package var workerCount: Int { admission.count }

    private static var shutDownError: VMError { VMError(unavailable: "the supervisor was shut down") }
}

/// Gives `body` a supervisor, and shuts the supervisor down when `body` returns or throws. No process is left
/// afterwards.
///
/// - Parameters:
///   - configuration: the supervisor's configuration.
///   - isolation: the actor that `body` runs on; the caller's by default.
///   - body: uses the supervisor; its result is returned.
/// - Throws: the error that `body` throws, with its type. If the closure is written `{ supervisor throws(VMError) in …
///   }`, the error in a `catch` is a `VMError` and not `any Error`.
public func withSupervisor<Result, Failure: Error>(
    _ configuration: Supervisor.Configuration = Supervisor.Configuration(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Supervisor) async throws(Failure) -> Result
) async throws(Failure) -> Result {
    let supervisor = Supervisor(configuration)
    do throws(Failure) {
        let result = try await body(supervisor)
        await supervisor.shutdown()
        return result
    } catch {
        await supervisor.shutdown()
        throw error
    }
}
