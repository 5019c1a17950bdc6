import Wire
import Workers

extension Context {
    /// Waits for the context's turn, sends one request and reads the outcome.
    ///
    /// - Parameters:
    ///   - isFirst: whether this is the request that sets the context up, before which there is no state to lose.
    ///   - isRun: whether the request counts as a run.
    ///   - awaits: whether the request waits for promises even if the options do not say so.
    /// - Throws: the error for every way in which a request can end without a result.
    nonisolated(nonsending) func request(
        _ options: RunOptions = RunOptions(), isFirst: Bool = false, isRun: Bool = false, awaits: Bool = false,
        _ frames: (_ id: Int) -> [UInt8]
    ) async throws(VMError) -> RunResult {
        try options.validate()
        let outerWorker = try await takeTurn()
        defer { if outerWorker == nil { queue.release() } }
        var limits = ExchangeLimits(timeout: options.timeout, cpuTimeout: options.cpuTimeout)
        // Reading or writing the sandbox may run getters and setters that the last run left, so that run's limits
        // apply.
        if !isRun, !isFirst, limits.timeout == nil, limits.cpuTimeout == nil { limits = limitsOfLastRun }
        limits.breakOnSigint = options.breakOnSigint
        if isRun, outerWorker == nil {
            setLimitsOfLastRun(ExchangeLimits(timeout: options.timeout, cpuTimeout: options.cpuTimeout))
        }
        let outerScope = exchangeScopeOfRun(HostCallScope.current)
        defer { _ = exchangeScopeOfRun(outerScope) }
        let meter = isRun ? RunMeter(self) : nil
        do throws(VMError) {
            let result = try await result(
                limits, outerWorker, isFirst: isFirst,
                awaits: awaits || options.awaitPromise || options.untilIdle, frames)
            meter?.end(nil)
            return result
        } catch {
            accounts.count(error)
            meter?.end(error)
            throw error
        }
    }

    /// Waits for the context's turn. A request that a waiting run depends on is served within that run instead.
    ///
    /// - Returns: the process whose run the request is served within; nil if the caller has the turn.
    nonisolated(nonsending) private func takeTurn() async throws(VMError) -> WorkerProcess? {
        guard let (call, worker) = HostCallScope.served(of: self) else {
            try await queue.acquire()
            return nil
        }
        guard call.isAsync else { return worker }
        return try await queue.acquireForPromise() ? nil : worker
    }

    nonisolated(nonsending) private func result(
        _ limits: ExchangeLimits, _ outerWorker: WorkerProcess?, isFirst: Bool, awaits: Bool,
        _ frames: (_ id: Int) -> [UInt8]
    ) async throws(VMError) -> RunResult {
        switch try await answer(limits, outerWorker, isFirst: isFirst, awaits: awaits, frames) {
        case .success(let frame):
            if outerWorker == nil && !isFirst { processes.contextChanged(self) }
            await drainEvents()
            return try result(of: frame)
        // The caller gets the error as soon as the kill was sent, without waiting for handlers of events, which may be
        // slow.
        case .failure(let ended):
            let error = VMError(ended, checkpoint: processes.checkpointState)
            if ended.wasSent { accounts.telemetry.killed(id, error) }
            throw error
        }
    }

    /// Makes sure that there is a checkpoint, if the context uses them, and sends the request to the worker. If the
    /// worker died while it was idle, the worker that took over from its checkpoint gets the request.
    ///
    /// - Parameter outerWorker: the process within whose run the request is served, and the only one that can serve it;
    ///   nil if the caller has the turn.
    nonisolated(nonsending) private func answer(
        _ limits: ExchangeLimits, _ outerWorker: WorkerProcess?, isFirst: Bool, awaits: Bool,
        _ frames: (_ id: Int) -> [UInt8]
    ) async throws(VMError) -> WorkerProcess.Answer {
        let isCheckpointed = outerWorker == nil && !isFirst
        var limits = limits
        limits.changesContext = isCheckpointed
        limits.commit = isFirst ? .none : .request
        // The first request runs no script, so it may be sent before the worker has reported that it is ready.
        limits.waitsForStart = !isFirst
        while true {
            if isCheckpointed { await processes.makeCheckpoint(of: self) }
            // If the task was cancelled meanwhile, the request would kill the context although nothing has begun.
            if Task.isCancelled { throw VMError.cancelledBeforeItBegan }
            if awaits { queue.awaitPromises() }
            defer { if awaits { queue.endAwaiting() } }
            let worker = outerWorker ?? processes.worker
            let answer = await worker.exchange(limits: limits, frames)
            guard case .failure(let ended) = answer, !ended.wasSent, processes.worker !== worker, outerWorker == nil
            else { return answer }
        }
    }

    /// Waits until the program's handlers and readers have had all events that the context has sent so far.
    nonisolated(nonsending) package func drainEvents() async {
        await events.notifications.drain()
    }

    private func result(of frame: [UInt8]) throws(VMError) -> RunResult {
        do {
            guard case .ended(_, let outcome) = try Reply(json: frame) else {
                throw MessageError("a reply that says nothing of an outcome")
            }
            switch outcome {
            case .result(let json, let inspected):
                return RunResult(json: json, inspected: inspected?.description, context: self)
            case .exception(let json, let isCompilation):
                let exception = try ScriptException(try ExceptionMessage(json: json), decode: decode)
                throw VMError(exception: exception, isCompilation: isCompilation)
            case .invalidValue(let message): throw VMError(.invalidValue, message)
            case .tooLarge(let limit): throw VMError(limit, limits)
            case .forked, .forkFailed: throw MessageError("an answer to a fork that nobody asked for")
            case .unknownHandle(let handle): throw VMError(disposed: "no handle \(handle) lives in context \(id)")
            }
        } catch let error as VMError {
            throw error
        } catch {
            // Only a worker that was taken over sends such an answer.
            let end = WorkerEnd.violation("\(error)")
            processes.end(end)
            throw VMError(end)
        }
    }
}

extension VMError {
    init(_ limit: ValueLimit, _ limits: ValueLimits) {
        switch limit {
        case .depth:
            self.init(.valueTooLarge, "a value is nested deeper than \(limits.maximumDepth) levels, the limit")
            self.limit = limits.maximumDepth
        case .length:
            self.init(
                .valueTooLarge, "a value is longer than \(limits.maximumEncodedBytes) bytes once encoded, the limit")
            self.limit = limits.maximumEncodedBytes
        }
    }
}
