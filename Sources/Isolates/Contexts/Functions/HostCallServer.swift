import Wire
import Workers

/// Answers the calls that a context's scripts make.
final class HostCallServer: Sendable {
    /// Calls that may be under way at once. A worker with more is not read until some have ended.
    static let maximumCalls = 10_000
    /// Bytes of encoded calls that may be under way at once. So many that only a flood comes to it: a call inside a
    /// call must still be read.
    static let maximumBytes = 256 << 20

    /// What answers a call.
    private struct Service: Sendable {
        let scope: HostCallScope
        let task: Task<Void, Never>

        /// Nobody waits for the answer any more. That is known before the task learns that it is cancelled: until then
        /// it might still run something in the midst of whatever the context does next.
        func abandon() {
            scope.end()
            task.cancel()
        }
    }

    let functions = FunctionTable()
    /// Where the calls come from; set when the context is there.
    let context = WeakReference<Context>()
    private let state = Lock(
        "host calls of a context",
        HostCallState<Service>(maximumCalls: maximumCalls, maximumBytes: maximumBytes))

    var isFull: Bool { state.withLock { $0.isFull } }

    /// Serves one call in a task of its own.
    func serve(_ event: WorkerEvent, from worker: WorkerProcess) {
        guard let id = event.call, let context = context.load(),
            let number = state.withLock({ $0.begin(id, size: event.json.count) })
        else { return }
        let scope = HostCallScope(context, worker, outer: context.scopeOfRun)
        let task = Task {
            await answer(event.json, number, from: worker, scope)
            finish(number, event.json.count)
        }
        let service = Service(scope: scope, task: task)
        let isWanted = state.withLock { $0.keep(service, of: number) }
        // It was undone before it had begun, or it is done already, which this leaves as it is.
        if !isWanted { service.abandon() }
    }

    /// Cancels what is under way: nobody waits for it any more.
    func cancel() {
        for service in state.withLock({ $0.close() }) { service.abandon() }
    }

    /// The run that made the calls after the last one that the context knows of was undone: nobody waits for those any
    /// more. Answers that it took along are given again.
    func undo(_ rollback: RecoveryState.Rollback) {
        let (hasRoom, undone, kept) = state.withLock { $0.undo(after: rollback.lastCall) }
        for service in undone { service.abandon() }
        for service in kept { service.scope.move(to: rollback.worker) }
        if hasRoom { resumeReading() }
        guard !rollback.answers.isEmpty, let context = context.load() else { return }
        Task { for answer in rollback.answers { await context.give(answer) } }
    }

    private func finish(_ number: Int, _ bytes: Int) {
        let (hasRoom, _) = state.withLock { $0.end(number, size: bytes) }
        if hasRoom { resumeReading() }
    }

    private func resumeReading() {
        context.load()?.processes.worker.resumeReading()
    }

    private func answer(
        _ json: [UInt8], _ number: Int, from worker: WorkerProcess, _ scope: HostCallScope
    ) async {
        guard let context = context.load() else { return }
        do {
            guard case .hostCall(let call) = try Reply(json: json) else { throw MessageError("not a call") }
            let request = try await self.call(call, context)
            scope.begin(isAsync: call.isAsync)
            let answer = await HostCallScope.$current.withValue(scope) { await result(of: call, request, context) }
            scope.end()
            guard state.withLock({ $0.isWanted(number) }) else { return }
            if call.isAsync {
                await context.give(LateAnswer(answer, to: call.call))
            } else {
                worker.send(Request.answer(id: nil, call: call.call, answer).frame())
            }
        } catch {
            worker.end(.violation("a call that can't be read: \(error)"))
        }
    }

    private func call(_ call: HostCall, _ context: Context) async throws -> FunctionCall {
        let arguments = try context.decode(call.arguments)
        guard case .array(let list) = arguments.bare else { throw MessageError("the arguments must be an array") }
        return FunctionCall(
            context: context, this: try call.this.map { try context.decode($0) }, arguments: list, isAsync: call.isAsync
        )
    }

    private func result(of call: HostCall, _ request: FunctionCall, _ context: Context) async -> HostAnswer {
        guard let function = functions[call.handle] else {
            return .failed(message: "no function \(call.handle) is there to be called")
        }
        do {
            return .returned(try context.encode(try await function.body(request)))
        } catch let thrown as ThrownValue {
            do { return .threw(try context.encode(thrown.value)) } catch { return .failed(message: error.message) }
        } catch {
            return .failed(message: "\(error)")
        }
    }
}
