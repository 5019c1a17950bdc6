import Glibc
import Testing

@testable import Isolates
@testable import Workers

/// A run that is killed is undone, whatever killed it and whatever it changed.
@Suite(.timeLimit(.minutes(2)), .serialized) struct RollbackTests {
    enum Death: CaseIterable, CustomTestStringConvertible {
        case timeout, cpuTimeout, sigint, cancellation, memoryLimit, crash

        var testDescription: String { "\(self)" }

        /// What the run does after it has changed everything.
        var code: String {
            switch self {
            case .timeout, .cpuTimeout, .sigint, .cancellation, .crash: "for (;;);"
            case .memoryLimit: "const hoard = []; for (let i = 0;; i++) hoard[i] = new Uint8Array(1 << 20).fill(1);"
            }
        }

        var expected: VMError.Code {
            switch self {
            case .timeout, .cpuTimeout: .timeout
            case .sigint, .cancellation: .interrupted
            case .memoryLimit: .memoryLimit
            case .crash: .crashed
            }
        }
    }

    /// State of every kind, and what a run that is undone does to it.
    private static let before = """
        var plain = 1; let lexical = 2; const frozen = Object.freeze({ a: 1 });
        function counter() { let n = 10; return () => n += 1; }
        const next = counter(); next();
        class Account { #balance = 5; add(n) { this.#balance += n; return this.#balance; } }
        const account = new Account();
        const map = new Map([["k", [1, 2]]]); const set = new Set([1]); const weak = new WeakMap([[map, "w"]]);
        const bytes = new Uint8Array([1, 2, 3]);
        const generator = (function* () { yield 1; yield 2; yield 3; })(); generator.next();
        let settle; let settled = "pending"; const promise = new Promise(resolve => settle = resolve);
        promise.then(value => settled = value);
        Object.defineProperty(globalThis, "accessor", { get: () => next, configurable: true });
        const date = new Date(0); const symbol = Symbol("s"); const tagged = { [symbol]: 1 };
        """

    private static let change = """
        plain = "undone"; lexical = "undone"; var added = 1; delete globalThis.shared; next(); account.add(100);
        map.set("k", 0).set("l", 1); set.clear(); weak.delete(map); bytes.fill(9); generator.next(); settle("undone");
        delete globalThis.accessor; Array.prototype.push = 1; Object.prototype.polluted = true; date.setTime(5); tagged[symbol] = 2;
        count = 100;
        """

    private static let look = """
        [plain, lexical, typeof added, shared.n, account.add(0), map.get("k").length, map.size, set.size, weak.get(map),
        bytes.join(), settled, typeof accessor, typeof Array.prototype.push, "polluted" in {}, date.getTime(), tagged[symbol],
        count].join(" ")
        """
    private static let stood = "1 2 undefined 7 5 2 1 1 w 1,2,3 pending function function false 0 1 1"

    /// By a log, where the machine gives what that takes, or by forks.
    private func configuration(usesLog: Bool) -> Supervisor.Configuration {
        var configuration = Supervisor.Configuration()
        configuration.usesUndoLog = usesLog
        return configuration
    }

    @Test(arguments: Death.allCases, [true, false]) func undoesTheRun(death: Death, usesLog: Bool) async throws {
        try await withSupervisor(configuration(usesLog: usesLog)) { supervisor in
            let context = try await supervisor.createContext(
                ["shared": ["n": 7], "count": 1, "double": .function { (n: Int) in n * 2 }], memoryLimit: .megabytes(64)
            )
            try await supervisor.runInContext(Self.before, context)
            let kept = try #require(try await supervisor.runInContext("(() => lexical)", context).function)
            let error = try await failure { try await run(context, endingBy: death, supervisor) }
            #expect(error.code == death.expected)
            #expect(error.isRolledBack)
            #expect(supervisor.isContext(context))
            #expect(try await supervisor.runInContext(Self.look, context, as: String.self) == Self.stood)
            // Closures, generators, promises and what the program holds go on from where they were.
            #expect(try await supervisor.runInContext("next()", context, as: Int.self) == 12)
            #expect(try await supervisor.runInContext("generator.next().value", context, as: Int.self) == 2)
            #expect(try await supervisor.runInContext("settle('later'); double(21)", context, as: Int.self) == 42)
            #expect(try await supervisor.runInContext("settled", context) == "later")
            #expect(try await kept.call() == 2)
        }
    }

    private func run(_ context: Context, endingBy death: Death, _ supervisor: Supervisor) async throws {
        let code = Self.change + death.code
        switch death {
        case .timeout: try await supervisor.runInContext(code, context, timeout: .milliseconds(100))
        case .cpuTimeout: try await supervisor.runInContext(code, context, cpuTimeout: .milliseconds(100))
        case .memoryLimit: try await supervisor.runInContext(code, context)
        case .sigint, .cancellation, .crash:
            let run = Task { try await supervisor.runInContext(code, context, breakOnSigint: death == .sigint) }
            _ = await becomesTrue { context.usage?.cpuTime ?? .zero > .milliseconds(30) }
            switch death {
            case .sigint: #expect(kill(getpid(), SIGINT) == 0)
            case .cancellation: run.cancel()
            default: #expect(kill(try await context.process().pid, SIGSEGV) == 0)
            }
            _ = try await run.value
        }
    }

    @Test func saysHowCheckpointsAreMade() async throws {
        try await withSupervisor(configuration(usesLog: false)) { supervisor in
            #expect(try await supervisor.checkpointMethod == .forks(reason: "no log was asked for"))
            let context = try await supervisor.createContext()
            #expect(context.checkpointMethod == .forks(reason: "no log was asked for"))
        }
        try await withSupervisor(configuration(usesLog: true)) { supervisor in
            let context = try await supervisor.createContext()
            #expect(try await supervisor.checkpointMethod == context.checkpointMethod)
        }
    }

    @Test func aContextThatNobodyUsedYet() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 1, "f": .function { (n: Int) in n + 1 }])
            for _ in 0..<3 {
                let error = try await failure {
                    try await supervisor.runInContext("n = 2; for (;;);", context, timeout: .milliseconds(20))
                }
                #expect(error.code == .timeout && error.isRolledBack)
            }
            #expect(try await supervisor.runInContext("f(n)", context, as: Int.self) == 2)
        }
    }

    @Test func fiveHundredTimesInARow() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 0])
            let script = try await supervisor.script("n += 1; if (n % 2 === 0) for (;;); n")
            for _ in 0..<500 {
                #expect(try await script.runInContext(context, timeout: .milliseconds(1_000), as: Int.self) % 2 == 1)
                let error = try await failure { try await script.runInContext(context, timeout: .milliseconds(5)) }
                #expect(error.code == .timeout && error.isRolledBack)
                try await supervisor.runInContext("n += 1", context)
            }
            #expect(try await context.sandbox == ["n": 1_000])
        }
    }

    @Test func discardGoesWithItsRun() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(recovery: .discard)
            #expect(context.checkpoint == .off && context.checkpointMethod == nil)
            let error = try await failure {
                try await supervisor.runInContext("for (;;);", context, timeout: .milliseconds(20))
            }
            #expect(error.code == .timeout && !error.isRolledBack)
            let later = try await failure { try await supervisor.runInContext("1", context) }
            #expect(later.code == .disposed && later.reason?.contains("timed out after 20ms") == true)
        }
    }

    @Test func runsThatWaitGoOn() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 1])
            try await supervisor.runInContext("n += 1", context)
            async let killed = failure {
                try await supervisor.runInContext("n = 0; for (;;);", context, timeout: .milliseconds(100))
            }
            _ = await becomesTrue { context.usage?.cpuTime ?? .zero > .milliseconds(10) }
            async let first = supervisor.runInContext("n += 1", context, as: Int.self)
            async let second = supervisor.runInContext("n += 1", context, as: Int.self)
            #expect(try await killed.isRolledBack)
            // Which of the two begins to wait first is for Swift to say.
            #expect(try await Set([first, second]) == [3, 4])
        }
    }

    /// Where WebAssembly has just been compiled, whose compiler has a thread for as long as it is at work.
    @Test(arguments: [true, false]) func webAssemblyGoesOn(usesLog: Bool) async throws {
        try await withSupervisor(configuration(usesLog: usesLog)) { supervisor in
            let context = try await supervisor.createContext(["n": 1])
            let compile = """
                new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
                    0,97,115,109,1,0,0,0,1,6,1,96,1,127,1,127,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,32,0,65,1,106,11
                ]))).exports.f
                """
            let often = "let sum = 0; for (let i = 0; i < 200_000; i += 1) sum = f(sum); sum"
            try await supervisor.runInContext("var f = \(compile)", context)
            for n in 1..<6 {
                // Often enough for the engine to compile it anew.
                #expect(try await supervisor.runInContext("{ \(often) }", context, as: Int.self) == 200_000)
                let error = try await failure {
                    try await supervisor.runInContext("n = 0; f = \(compile); for (;;);", context, timeout: .seconds(1))
                }
                #expect(error.code == .timeout && error.isRolledBack, "\(error)")
                #expect(try await supervisor.runInContext("f(n += 1)", context, as: Int.self) == n + 2)
            }
        }
    }

    /// A context in which a script has run, and its checkpoint after that.
    private func contextWithCheckpoint(_ supervisor: Supervisor, _ code: String) async throws -> Context {
        let context = try await supervisor.createContext()
        try await supervisor.runInContext(code, context)
        #expect(await becomesTrue { context.checkpoint == .ready })
        return context
    }

    /// A handler of console entries that takes its time keeps its run from ending, but no checkpoint from being made
    /// after it.
    @Test func aSlowHandlerDelaysTheCheckpoint() async throws {
        let configuration = Supervisor.Configuration(console: { _ in try? await Task.sleep(for: .milliseconds(50)) })
        try await withSupervisor(configuration) { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("let n = 1; console.log(n)", context)
            #expect(await becomesTrue(within: .seconds(5)) { context.checkpoint == .ready })
        }
    }

    /// A run whose checkpoint died before it takes its context along, and says so.
    @Test func aDeadCheckpointIsNone() async throws {
        try await withSupervisor { supervisor in
            for _ in 0..<10 {
                let context = try await contextWithCheckpoint(supervisor, "let n = 41")
                var entries = context.consoleEntries().makeAsyncIterator()
                async let run = failure { try await supervisor.runInContext("console.log(); for (;;);", context) }
                _ = await entries.next()
                let checkpoint = try #require(
                    context.processes.state.withLock { state in
                        if case .ready(let copy) = state.checkpoint { copy.worker } else { nil }
                    })
                _ = await becomesTrue { checkpoint.pidfd != nil }
                let pidfd = try #require(checkpoint.pidfd)
                kill(pid_t(try #require(MemoryGauge.pid(of: pidfd.number))), SIGKILL)
                #expect(await becomesTrue { System.hasEnded(pidfd.number) })
                context.processes.worker.end(.timeout(.milliseconds(1)))
                let error = try await run
                #expect(error.code == .timeout && !error.isRolledBack && context.isDisposed)
            }
        }
    }

    /// A worker that dies right after its answer: what the answer tells of must not be undone. It was committed before,
    /// or the context ends.
    @Test(arguments: [true, false]) func aDeathRightAfterTheAnswer(usesLog: Bool) async throws {
        try await withSupervisor(configuration(usesLog: usesLog)) { supervisor in
            var answered = 0
            for _ in 0..<10 {
                let context = try await contextWithCheckpoint(
                    supervisor, "let n = 1; const slow = /(a+)+b/; var length = 3")
                // It changes few pages once it is warm, so that it hardly ever waits for a base.
                let script = try await supervisor.script("slow.test('a'.repeat(length)); n += 1")
                for _ in 0..<3 {
                    try await script.runInContext(context)
                    try await supervisor.runInContext("n = 1; length = 24", context)
                }
                #expect(await becomesTrue { context.checkpoint == .ready })
                let pid = try await context.process().pid
                async let answer = script.runInContext(context, as: Int.self)
                let worker = context.processes.worker
                let pidfd = try #require(worker.pidfd)
                // Nobody reads the answer until this test does.
                #expect(await becomesTrue { worker.state.withLock { $0.isWaitedFor && $0.beginReading() } })
                let output = try #require(worker.pipes.output)
                #expect(await becomesTrue { hasSomethingToRead(output.number) })
                kill(pid, SIGKILL)
                #expect(await becomesTrue { System.hasEnded(pidfd.number) })
                worker.readOn()
                do {
                    #expect(try await answer == 2)
                    answered += 1
                    if context.processes.commits {
                        #expect(await becomesTrue { context.processes.worker !== worker })
                        #expect(try await supervisor.runInContext("n", context) == 2)
                    } else {
                        _ = try await failure { try await supervisor.runInContext("n", context) }
                        #expect(context.isDisposed)
                    }
                } catch let error as VMError {
                    // What there was to read was that it needs a base, and so it died before its answer.
                    #expect(context.processes.commits && error.code == .crashed && error.isRolledBack, "\(error)")
                    #expect(try await supervisor.runInContext("n", context) == 1)
                }
            }
            #expect(answered > 0)
        }
    }

    private func hasSomethingToRead(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// A worker that dies while nothing runs takes nothing along.
    @Test(arguments: [true, false]) func aDeathBetweenRuns(usesLog: Bool) async throws {
        try await withSupervisor(configuration(usesLog: usesLog)) { supervisor in
            let context = try await contextWithCheckpoint(supervisor, "let n = 41")
            let worker = context.processes.worker
            #expect(kill(try await context.process().pid, SIGKILL) == 0)
            #expect(await becomesTrue { context.processes.worker !== worker })
            #expect(try await supervisor.runInContext("n + 1", context, as: Int.self) == 42)
        }
    }
}
