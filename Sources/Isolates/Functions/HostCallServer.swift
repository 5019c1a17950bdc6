import Synchronization
import Wire

/// Answers the calls that a context's scripts make.
final class HostCallServer: Sendable {
    /// Calls that may be under way at once. A worker with more is not read until some have ended.
    static let maximumCalls = 10_000
    /// Bytes of encoded calls that may be under way at once. So many that only a flood comes to it: a call inside a
    /// call must still be read.
    static let maximumBytes = 256 << 20

    private struct State {
        var calls: [Int: Call] = [:]
        /// Of all calls that have not ended, undone ones included.
        var bytes = 0
        var lastNumber = 0
        var isOver = false
    }

    private struct Call {
        /// Which call it is, of those of its context's.
        let id: Int
        let task: Task<Void, Never>
    }

    let functions = FunctionTable()
    /// Where the calls come from; set when the context is there.
    let context = WeakReference<Context>()
    private let state = Mutex(State())

    var isFull: Bool { state.withLock { Self.isFull($0) } }

    private static func isFull(_ state: State) -> Bool {
        state.calls.count >= maximumCalls || state.bytes >= maximumBytes
    }

    /// Serves one call in a task of its own.
    func serve(_ event: WorkerEvent, from worker: WorkerProcess) {
        state.withLock { state in
            guard !state.isOver, let id = event.call else { return }
            state.lastNumber += 1
            state.bytes += event.json.count
            let number = state.lastNumber
            let task = Task {
                await self.answer(event.json, number, from: worker)
                self.finish(number, event.json.count)
            }
            state.calls[number] = Call(id: id, task: task)
        }
    }

    /// Cancels what is under way: nobody waits for it any more.
    func cancel() {
        let calls = state.withLock { state in
            state.isOver = true
            return state.calls
        }
        Self.cancel(calls.values.map(\.task))
    }

    /// The run that made the calls after `lastCall` was undone: nobody waits for those any more. Answers that it took
    /// along are given again.
    func undo(after lastCall: Int, answers: [LateAnswer]) {
        let undone = state.withLock { state in
            let undone = state.calls.filter { $0.value.id > lastCall }
            for number in undone.keys { state.calls[number] = nil }
            return undone
        }
        Self.cancel(undone.values.map(\.task))
        guard !answers.isEmpty, let context = context.load() else { return }
        Task { for answer in answers { await context.give(answer) } }
    }

    /// Not here, where the worker's lock is held: a call that runs something in its own context ends that when it is
    /// cancelled.
    private static func cancel(_ tasks: [Task<Void, Never>]) {
        guard !tasks.isEmpty else { return }
        Task { for task in tasks { task.cancel() } }
    }

    private func finish(_ number: Int, _ bytes: Int) {
        let hasRoom = state.withLock { state in
            let wasFull = Self.isFull(state)
            state.calls[number] = nil
            state.bytes -= bytes
            return wasFull && !Self.isFull(state)
        }
        if hasRoom { context.load()?.processes.worker.advance() }
    }

    /// Whether somebody still waits for a call.
    private func isWanted(_ number: Int) -> Bool {
        state.withLock { $0.calls[number] != nil && !$0.isOver }
    }

    private func answer(_ json: [UInt8], _ number: Int, from worker: WorkerProcess) async {
        guard let context = context.load() else { return }
        do {
            guard case .hostCall(let call) = try Reply(json: json) else { throw MessageError("not a call") }
            let request = try await self.call(call, context)
            let scope = HostCallScope(context, outer: context.scopeOfRun)
            let answer = await HostCallScope.$current.withValue(scope) { await result(of: call, request, context) }
            scope.end()
            guard isWanted(number) else { return }
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
