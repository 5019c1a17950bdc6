import Synchronization
import Wire

/// Answers the calls that a context's scripts make.
final class HostCallServer: Sendable {
    /// Calls that may be under way at once. A worker with more is not read until some have ended.
    static let maximumCalls = 10_000

    private struct State {
        var tasks: [Int: Task<Void, Never>] = [:]
        var calls = 0
        var lastTask = 0
        var isOver = false
    }

    let functions = FunctionTable()
    /// Where the calls come from; set when the context is there.
    let context = WeakReference<Context>()
    private let state = Mutex(State())

    var isFull: Bool { state.withLock { $0.calls >= Self.maximumCalls } }

    /// Serves one call in a task of its own.
    func serve(_ json: [UInt8], from worker: WorkerProcess) {
        state.withLock { state in
            guard !state.isOver else { return }
            state.calls += 1
            state.lastTask += 1
            let number = state.lastTask
            state.tasks[number] = Task {
                await self.answer(json, from: worker)
                self.finish(number, worker)
            }
        }
    }

    /// Cancels what is under way: nobody waits for it any more.
    func cancel() {
        let tasks = state.withLock { state in
            state.isOver = true
            return state.tasks
        }
        // Not here, where the worker's lock is held: a call that runs something in its own context ends that when it is cancelled.
        Task { for task in tasks.values { task.cancel() } }
    }

    private func finish(_ number: Int, _ worker: WorkerProcess) {
        let hasRoom = state.withLock { state in
            state.tasks[number] = nil
            state.calls -= 1
            return state.calls == Self.maximumCalls - 1
        }
        if hasRoom { worker.advance() }
    }

    private func answer(_ json: [UInt8], from worker: WorkerProcess) async {
        guard let context = context.load() else { return }
        do {
            guard case .hostCall(let call) = try Reply(json: json) else { throw MessageError("not a call") }
            let request = try await self.call(call, context)
            let scope = HostCallScope(context, outer: context.scopeOfRun)
            let answer = await HostCallScope.$current.withValue(scope) { await result(of: call, request, context) }
            scope.end()
            await send(answer, to: call, worker, context)
        } catch {
            worker.end(.violation("a call that can't be read: \(error)"))
        }
    }

    private func call(_ call: HostCall, _ context: Context) async throws -> FunctionCall {
        let arguments = try context.decode(call.arguments)
        guard case .array(let list) = arguments.bare else { throw MessageError("the arguments must be an array") }
        return FunctionCall(
            context: context, this: try call.this.map { try context.decode($0) }, arguments: list, isAsync: call.isAsync)
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

    /// The answer of a call whose script went on meanwhile may set off any amount of work, which has an end of its own to be awaited.
    private func send(_ answer: HostAnswer, to call: HostCall, _ worker: WorkerProcess, _ context: Context) async {
        guard call.isAsync else { return worker.send(Request.answer(id: nil, call: call.call, answer).frame()) }
        _ = await worker.exchange(limits: context.limitsOfLastRun) { id in
            Request.answer(id: id, call: call.call, answer).frame()
        }
    }
}
