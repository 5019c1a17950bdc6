import Wire
import Workers

/// Answers the calls that a context's scripts make.
final class HostCallServer: Sendable {
    /// Calls that may be under way at once. A worker with more is not read until some have ended.
    static let maximumCalls = 10_000
    /// Bytes of encoded calls that may be under way at once. So many that only a flood comes to it: a call inside a
    /// call must still be read.
    static let maximumBytes = 256 << 20

    let functions = FunctionTable()
    /// Where the calls come from; set when the context is there.
    let context = WeakReference<Context>()
    private let state = Lock(
        "host calls of a context",
        HostCallState<Task<Void, Never>>(maximumCalls: maximumCalls, maximumBytes: maximumBytes))

    var isFull: Bool { state.withLock { $0.isFull } }

    /// Serves one call in a task of its own.
    func serve(_ event: WorkerEvent, from worker: WorkerProcess) {
        guard let id = event.call, let number = state.withLock({ $0.begin(id, size: event.json.count) }) else { return }
        let task = Task {
            await answer(event.json, number, from: worker)
            finish(number, event.json.count)
        }
        let isWanted = state.withLock { $0.keep(task, of: number) }
        // It was undone before it had begun, or it is done already, which cancelling leaves as it is.
        if !isWanted { task.cancel() }
    }

    /// Cancels what is under way: nobody waits for it any more.
    func cancel() {
        for task in state.withLock({ $0.close() }) { task.cancel() }
    }

    /// The run that made the calls after `lastCall` was undone: nobody waits for those any more. Answers that it took
    /// along are given again.
    func undo(after lastCall: Int, answers: [LateAnswer]) {
        let (hasRoom, undone) = state.withLock { $0.undo(after: lastCall) }
        for task in undone { task.cancel() }
        if hasRoom { resumeReading() }
        guard !answers.isEmpty, let context = context.load() else { return }
        Task { for answer in answers { await context.give(answer) } }
    }

    private func finish(_ number: Int, _ bytes: Int) {
        let (hasRoom, _) = state.withLock { $0.end(number, size: bytes) }
        if hasRoom { resumeReading() }
    }

    private func resumeReading() {
        context.load()?.processes.worker.resumeReading()
    }

    private func answer(_ json: [UInt8], _ number: Int, from worker: WorkerProcess) async {
        guard let context = context.load() else { return }
        do {
            guard case .hostCall(let call) = try Reply(json: json) else { throw MessageError("not a call") }
            let request = try await self.call(call, context)
            let scope = HostCallScope(context, outer: context.scopeOfRun)
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
