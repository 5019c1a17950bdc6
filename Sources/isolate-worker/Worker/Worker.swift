import CJavaScriptCore
import CUndo
import Glibc
import Wire

/// The process that serves one context: it reads a request, carries it out, answers, and reads the next one.
final class Worker {
    /// This process's worker, for callbacks of the engine, which have no parameter for it.
    nonisolated(unsafe) static var current: Worker!

    let realm: Realm
    let pipe: FramePipe
    /// Carries the descriptors for copies of this worker.
    var control: PacketSocket
    /// The socket on which its copies introduce themselves to the zygote (`IntroductionSocket`).
    let introductions: Int32
    /// How many requests are being served: more than one while a script waits for the other side.
    private(set) var depth = 0
    var options = WorkerOptions()
    var scripts: [Int: CompiledScript] = [:]
    /// The number of the script that each URL means in stacks.
    var scriptsByURL: [String: Int] = [:]
    /// The script that was last made known to stacks.
    var lastKnown: CompiledScript?
    var hostCalls = HostCalls()
    /// Nil in a context without web globals.
    var webGlobals: WebGlobals?
    /// Nil in a context without modules.
    var moduleLoader: ModuleLoader?
    /// The base that an answer may wait for.
    var baseRequest = BaseRequest.none
    /// Whether a script has run that may have left work for the engine's run loop.
    var needsRunLoop = false

    init(realm: Realm, pipe: FramePipe, control: PacketSocket, introductions: Int32) {
        self.realm = realm
        self.pipe = pipe
        self.control = control
        self.introductions = introductions
    }

    func serve() -> Never {
        Self.current = self
        pipe.send(.ready)
        var hasRun = false
        while true {
            let request = pipe.receive()
            if !hasRun, case .run = request {
                Syscalls.lowerPriority()
                hasRun = true
            }
            handle(request)
            if case .fork = request { rehearseModules() }
            MemoryPressure.relieve(realm)
        }
    }

    func handle(_ request: Request) {
        depth += 1
        defer { depth -= 1 }
        switch request {
        case .run(let id, let run): reply(id, self.run(run))
        case .loadParser(let source): moduleLoader = ModuleLoader(parser: source, realm)
        case .define(let source): define(source)
        case .compile(let id, let source): reply(id, compile(source))
        case .parseModule(let id, let source): reply(id, parseModule(source))
        // No commit: the supervisor can repeat this.
        case .configure(let id, let options, let sandbox): answer(id, configure(options, sandbox))
        case .call(let id, let handle, let this, let arguments, let awaitsPromise):
            reply(id, call(handle, this: this, arguments, awaitsPromise: awaitsPromise))
        case .awaitPromise(let id, let handle): reply(id, awaitPromise(handle))
        case .getSandbox(let id, let inspects):
            reply(id, outcome(inspects: inspects) { .value(JSContextGetGlobalObject(realm.user)) })
        case .setSandbox(let id, let assign, let remove): reply(id, setSandbox(assign, remove))
        case .getProperty(let id, let name): reply(id, getProperty(name))
        case .release(let handles): release(handles)
        case .fork(let id, let role, let token):
            // The copy sends no answer: its supervisor only waits for its `ready`.
            guard let outcome = fork(role, id, token) else {
                moduleLoader?.rehearsalsLeft = 0
                return
            }
            // No commit: a base contains everything so far, and another copy changes nothing.
            answer(id, outcome)
        case .prepareForCopies(let id): reply(id, prepareForCopies())
        case .rehearse(let id):
            if let moduleLoader {
                moduleLoader.rehearsalsLeft = ModuleLoader.rehearsalCount
            } else {
                Rehearsal(realm).perform()
            }
            reply(id, outcomeOfNothing())
        case .discardLog: undo_discard_log()
        case .nameHandles(let prefix): realm.setHandlePrefix(prefix)
        case .separate(let id, let prefix): answer(id, separate(handlePrefix: prefix))
        case .answer(let id, let call, let answer):
            settle(call, answer)
            if let id { reply(id, outcomeOfNothing()) }
        }
    }

    /// Makes the parser of modules faster for the copies to come, while nobody waits for this process: not before the
    /// first copy, which is often the only one.
    private func rehearseModules() {
        guard let moduleLoader, moduleLoader.rehearsalsLeft > 0 else { return }
        while moduleLoader.rehearsalsLeft > 0 {
            if pipe.waitForRequest(milliseconds: 0) { return }
            moduleLoader.rehearsalsLeft -= 1
            Rehearsal(realm).performModules(moduleLoader, hasRunScripts: false)
        }
        _ = prepareForCopies()
    }

    private func reply(_ id: Int, _ outcome: Outcome) {
        if options.isUndoable, depth == 1 {
            guard commit(id) else { return }
        }
        answer(id, outcome)
    }

    /// Answers without committing first.
    private func answer(_ id: Int, _ outcome: Outcome) {
        pipe.send(.ended(id: id, outcome))
    }
}
