import Wire
import Workers

/// Serves the host calls of a context's scripts.
final class HostCallServer: Sendable {
    /// The greatest number of calls in progress. While a worker has as many, its pipe is not read.
    static let maximumCalls = 10_000
    /// The greatest number of bytes of encoded calls in progress. The limit is so high that only a flood reaches it,
    /// because calls within calls must still be read.
    static let maximumBytes = 256 << 20

    /// The task that answers a call.
    private struct Service: Sendable {
        let scope: HostCallScope
        let task: Task<Void, Never>

        /// Nothing waits for the answer any more. The scope must end before the task is cancelled: otherwise the task
        /// could still start a run within the context's next run.
        func abandon() {
            scope.end()
            task.cancel()
        }
    }

    let functions = FunctionTable()
    /// The context that makes the calls. Set when the context exists.
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
        // The call was undone before the task was kept, or the task has already ended; then this has no effect.
        if !isWanted { service.abandon() }
    }

    /// Cancels all calls in progress: nothing waits for them any more.
    func cancel() {
        for service in state.withLock({ $0.close() }) { service.abandon() }
    }

    /// A run was undone. Cancels the calls that it made, which are those after the last one that the context now knows
    /// of, and sends again the answers that were lost with the run.
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
