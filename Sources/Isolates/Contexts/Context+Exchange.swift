import Wire
import Workers

extension Context {
    /// Sends one request when its turn has come, and reads the outcome.
    ///
    /// - Parameters:
    ///   - isFirst: whether nothing is lost with the context yet.
    ///   - isRun: whether it counts as a run.
    ///   - awaits: whether it waits for promises; by default where the options say so.
    /// - Throws: every way in which a request can end without a result.
    nonisolated(nonsending) func request(
        _ options: RunOptions = RunOptions(), isFirst: Bool = false, isRun: Bool = false, awaits: Bool = false,
        _ frames: (_ id: Int) -> [UInt8]
    ) async throws(VMError) -> RunResult {
        try options.validate()
        let outerWorker = try await takeTurn()
        defer { if outerWorker == nil { queue.release() } }
        var limits = ExchangeLimits(timeout: options.timeout, cpuTimeout: options.cpuTimeout)
        // What reads or writes the sandbox meets what the last run left there, and so has its limits.
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

    /// Waits for the context's turn. What a run waits for is done in its midst instead.
    ///
    /// - Returns: the process in the midst of whose run it is done; nil where the caller has the turn.
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
        // Whoever set a limit has the answer when the kill was sent, however slow the handlers of events are.
        case .failure(let ended):
            let error = VMError(ended, checkpoint: processes.checkpointState)
            if ended.wasSent { accounts.telemetry.killed(id, error) }
            throw error
        }
    }

    /// Sends the request to the worker, from a checkpoint where the context has some. Where the worker died while it
    /// idled, the one that went on from its checkpoint gets the request.
    ///
    /// - Parameter outerWorker: the process in the midst of whose run this is done. No other can do it.
    nonisolated(nonsending) private func answer(
        _ limits: ExchangeLimits, _ outerWorker: WorkerProcess?, isFirst: Bool, awaits: Bool,
        _ frames: (_ id: Int) -> [UInt8]
    ) async throws(VMError) -> WorkerProcess.Answer {
        let isCheckpointed = outerWorker == nil && !isFirst
        var limits = limits
        limits.changesContext = isCheckpointed
        limits.commit = isFirst ? .none : .request
        // What comes first runs nothing of anybody's.
        limits.waitsForStart = !isFirst
        while true {
            if isCheckpointed { await processes.makeCheckpoint(of: self) }
            // Whoever was cancelled meanwhile would have the context killed, though nothing was begun.
            if Task.isCancelled { throw VMError.cancelledBeforeItBegan }
            if awaits { queue.awaitPromises() }
            defer { if awaits { queue.endAwaiting() } }
            let worker = outerWorker ?? processes.worker
            let answer = await worker.exchange(limits: limits, frames)
            guard case .failure(let ended) = answer, !ended.wasSent, processes.worker !== worker, outerWorker == nil
            else { return answer }
        }
    }

    /// Waits until the program's handlers have had everything that the context has told so far.
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
            // Only a worker that was taken over answers so.
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
