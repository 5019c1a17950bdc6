import CLinux
import Glibc
import Wire

/// A context with undo, like a supervisor's: a worker, its base, and the last request that both know of.
final class ProofContext {
    let zygote: Zygote
    private(set) var worker: WorkerProcess
    private(set) var base: WorkerProcess?
    /// A base for a request that has not been answered yet.
    private var nextBase: WorkerProcess?
    private var lastID = 0
    /// The last request that was answered.
    private(set) var lastAnswered = 0
    private var scripts: [String: Int] = [:]
    private var lastScript = 0
    private(set) var bases = 0
    private(set) var restores = 0

    /// Whether the worker gets no descriptors for its bases, so that it cannot make them.
    var withholdsDescriptors = false
    /// How many bases the worker could not make.
    private(set) var refusals = 0
    /// The host calls so far.
    private(set) var calls: [HostCall] = []

    init(_ zygote: Zygote, isUndoable: Bool = true, sandbox: String? = nil) throws {
        self.zygote = zygote
        worker = try zygote.makeWorker()
        var options = WorkerOptions()
        options.isUndoable = isUndoable
        _ = try ask { .configure(id: $0, options, sandbox: sandbox.map { Array($0.utf8) }) }
    }

    private init(_ zygote: Zygote, _ worker: WorkerProcess, _ original: ProofContext) {
        self.zygote = zygote
        self.worker = worker
        scripts = original.scripts
        lastScript = original.lastScript
    }

    /// Makes an independent copy.
    func fork() throws -> ProofContext {
        let (copy, token) = try zygote.prepareCopy(of: worker)
        guard case .forked = try ask({ .fork(id: $0, .context, token: token) }) else { throw Failure("no copy") }
        try zygote.awaitCopy(copy)
        try copy.awaitReady()
        let context = ProofContext(zygote, copy, self)
        _ = try context.ask { .separate(id: $0, handlePrefix: "c\(copy.number)") }
        return context
    }

    deinit {
        for process in [worker, base, nextBase] { process?.kill() }
    }

    /// Runs a script, and returns the JSON of its result, or of what it threw.
    func run(_ code: String) throws -> String {
        guard zygote.collectsOften else { return try text(of: ask(prepare(code))) }
        // A text of some length counts as allocated memory, so that even making a string of it collects garbage.
        let request = try prepare(code + "\n/*" + String(repeating: "-", count: 600) + "*/")
        guard cl_pidfd_send_value(worker.pidfd, MemoryPressureSignal.number, 1) == 0 else {
            throw Failure(call: "pidfd_send_signal")
        }
        return try text(of: ask(request))
    }

    /// Begins a run without waiting for it.
    func begin(_ code: String) throws {
        let request = try prepare(code, isUndone: true)
        lastID += 1
        try worker.send(request(lastID).frame())
    }

    private func prepare(_ code: String, isUndone: Bool = false) throws -> (Int) -> Request {
        let known = scripts[code]
        let number = known ?? lastScript + 1
        if known == nil {
            lastScript = number
            let source = ScriptSource(number: number, code: JSString(code), filename: "proof.js")
            try worker.send(Request.define(source).frame())
            if !isUndone { scripts[code] = number }
        }
        return { .run(id: $0, RunRequest(script: number)) }
    }

    func ask(_ request: (Int) -> Request) throws -> Outcome {
        lastID += 1
        let id = lastID
        try worker.send(request(id).frame())
        return try answer(to: id)
    }

    func answer(to id: Int) throws -> Outcome {
        while true {
            guard let reply = try worker.receive() else {
                throw Failure("the worker ended by itself: \(try zygote.awaitEnd(of: worker))")
            }
            switch reply {
            case .ended(id, let outcome):
                lastAnswered = id
                takeNextBase()
                return outcome
            case .needsBase: try makeBase()
            case .hostCall(let call): calls.append(call)
            case .console, .unhandledRejection: break
            default: throw Failure("instead of an answer: \(reply)")
            }
        }
    }

    /// The answer belongs to the next base, and the base before is no longer needed.
    private func takeNextBase() {
        guard let next = nextBase else { return }
        base?.kill()
        base = next
        nextBase = nil
    }

    /// Makes the worker make a base. It becomes the context's base with the next answer.
    func makeBase() throws {
        let (copy, token) = try zygote.prepareCopy(of: worker, isBase: true, hasDescriptors: !withholdsDescriptors)
        lastID += 1
        let id = lastID
        try worker.send(Request.fork(id: id, .base, token: token).frame())
        guard let reply = try worker.receive() else { throw Failure("the worker ended while it forked") }
        if case .ended(id, .forkFailed) = reply {
            // The next answer cannot be restored.
            try zygote.forget(copy)
            refusals += 1
            base?.kill()
            base = nil
            return
        }
        guard case .ended(id, .forked) = reply else { throw Failure("no base: \(reply)") }
        try zygote.awaitCopy(copy)
        nextBase?.kill()
        nextBase = copy
        bases += 1
    }

    /// Makes the worker commit its current state, and copy itself there for comparison.
    func makeGolden() throws -> WorkerProcess {
        let (copy, token) = try expectGolden()
        _ = try run("undoTest('golden', \(token))")
        try zygote.awaitCopy(copy)
        return copy
    }

    /// Prepares a copy for comparison, which is made once a script asks for it with the token.
    func expectGolden() throws -> (copy: WorkerProcess, token: Int) {
        let copy = try zygote.reserve()
        return (copy, try zygote.expect(copy))
    }

    /// Waits until the current script has written to the console.
    func awaitConsole() throws {
        guard case .console? = try worker.receive() else { throw Failure("nothing was written to the console") }
    }

    /// Makes a base between two requests.
    func makeBaseAtRest() throws {
        try makeBase()
        lastAnswered = lastID
        takeNextBase()
    }

    /// Gives the base up between two requests, as for a context that is idle for long.
    func giveUpBase() throws {
        base?.kill()
        base = nil
        try worker.send(Request.discardLog.frame())
    }

    /// Whether the worker has ended with this status instead of answering. If it has answered, the answer is handled.
    func endsByItself(_ status: Int) throws -> Bool {
        let id = lastID
        while let reply = try worker.receive() {
            switch reply {
            case .ended(id, _):
                lastAnswered = id
                takeNextBase()
                return false
            case .needsBase: try makeBase()
            default: throw Failure("instead of an answer or an end: \(reply)")
            }
        }
        guard try zygote.awaitEnd(of: worker).exitStatus == status else { throw Failure("it ended otherwise") }
        return true
    }

    /// Awaits a host call of a run that was begun by `begin`.
    func awaitCall() throws -> HostCall {
        guard case .hostCall(let call)? = try worker.receive() else { throw Failure("no call") }
        return call
    }

    /// Begins a run, kills the worker in it after some microseconds, and continues with the base.
    func beKilled(in code: String, after microseconds: UInt32) throws {
        try begin(code)
        usleep(microseconds)
        try killAndRestore(isPaused: true)
    }

    /// Kills the worker and continues with the base, which may pause after its restore.
    func killAndRestore(isPaused: Bool = false) throws {
        worker.kill()
        let base = try beginRestore()
        if isPaused { _ = try Pause(from: base) }
        try endRestore(isPaused: isPaused)
    }

    /// Makes the base restore the last answered request. The worker must have been killed, or have ended.
    func beginRestore() throws -> WorkerProcess {
        guard let base else { throw Failure("there is no base") }
        nextBase?.kill()
        nextBase = nil
        try base.restore(asOf: lastAnswered)
        return base
    }

    /// Makes the base the worker, and lets it make a base of its own.
    ///
    /// - Parameter isPaused: whether it has paused after its restore.
    func endRestore(isPaused: Bool = false) throws {
        if isPaused, let base { try base.send([1]) }
        try awaitRestored()
        try goOn()
    }

    func awaitRestored() throws {
        guard let base else { throw Failure("there is no base") }
        guard case .restored? = try base.receive() else {
            throw Failure("no restore: \(try zygote.awaitEnd(of: base))")
        }
    }

    /// Makes the base, which has restored, the worker, and lets it make a base of its own.
    func goOn() throws {
        guard let base else { throw Failure("there is no base") }
        worker = base
        self.base = nil
        restores += 1
        try makeBaseAtRest()
    }

    private func text(of outcome: Outcome) -> String {
        switch outcome {
        case .result(let json, _): String(decoding: json, as: UTF8.self)
        case .exception(let json, _): "threw " + String(decoding: json, as: UTF8.self)
        default: "\(outcome)"
        }
    }
}
