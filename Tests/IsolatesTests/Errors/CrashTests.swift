import Foundation
import Testing

@testable import Isolates
@testable import Workers

/// Workers that die by themselves: each costs its own context and nothing else.
@Suite(.supervised, .timeLimit(.minutes(1))) struct CrashTests {
    private let supervisor = Supervisor.ofSuite

    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGKILL, SIGTERM])
    func signalsDuringARun(signal: Int32) async throws {
        let started = Gate()
        let bystander = try await supervisor.createContext(["n": 1])
        let context = try await supervisor.createContext(["started": started.opener], recovery: .discard)
        let process = try await context.process()
        async let run = failure { try await supervisor.runInContext("started(); while (true);", context) }
        await started.wait()
        kill(process.pid, signal)
        let error = try await run
        #expect(error.code == .crashed)
        #expect(error.signal == Int(signal))
        #expect(error.exitStatus == nil)
        #expect(error.message == "the worker died by itself, by signal \(signal)")
        try await check(isGone: context, process, reason: "by signal \(signal)")
        #expect(try await supervisor.runInContext("n += 1", bystander) == 2)
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGKILL])
    func signalsBetweenRuns(signal: Int32) async throws {
        let context = try await supervisor.createContext(["n": 1], recovery: .discard)
        let process = try await context.process()
        kill(process.pid, signal)
        #expect(await becomesTrue { context.isDisposed })
        try await check(isGone: context, process, reason: "by signal \(signal)")
    }

    /// What is no request ends the worker with EX_PROTOCOL of sysexits(3).
    @Test func exit() async throws {
        let bystander = try await supervisor.createContext(["n": 1])
        let (started, never) = (Gate(), Gate())
        defer { never.open() }
        let context = try await supervisor.createContext(
            ["started": started.opener, "wait": never.waiter], recovery: .discard)
        let process = try await context.process()
        async let run = failure { try await supervisor.runInContext("started(); wait()", context) }
        await started.wait()
        context.processes.worker.send([0, 0, 0, 2, UInt8(ascii: "{"), UInt8(ascii: "}")])
        let error = try await run
        #expect(error.code == .crashed)
        #expect(error.exitStatus == 76)
        #expect(error.signal == nil)
        #expect(error.message == "the worker died by itself, with exit status 76")
        try await check(isGone: context, process, reason: "with exit status 76")
        #expect(try await supervisor.runInContext("n += 1", bystander) == 2)
    }

    @Test func queuedRuns() async throws {
        let started = Gate()
        let context = try await supervisor.createContext(["started": started.opener], recovery: .discard)
        let process = try await context.process()
        async let first = failure { try await supervisor.runInContext("started(); while (true);", context) }
        await started.wait()
        let second = Task.immediate { try await failure { try await supervisor.runInContext("1", context) } }
        kill(process.pid, SIGKILL)
        #expect(try await first.code == .crashed)
        let error = try await second.value
        #expect(error.code == .disposed)
        #expect(error.reason?.contains("by signal 9") == true)
    }

    /// Ctrl+C is the supervisor's business (signal(7)).
    @Test func interruptsAreIgnored() async throws {
        let context = try await supervisor.createContext(["n": 1], recovery: .discard)
        kill(try await context.process().pid, SIGINT)
        #expect(try await supervisor.runInContext("for (let i = 0; i < 1e6; i += 1); n += 1", context) == 2)
        #expect(supervisor.isContext(context))
    }

    /// Everything of a context that has crashed fails with the reason, and its process leaves no zombie.
    private func check(
        isGone context: Context, _ process: MachineProcess, reason: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(context.isDisposed && !supervisor.isContext(context), sourceLocation: sourceLocation)
        let later = try await failure { try await context.sandbox }
        #expect(later.code == .disposed, sourceLocation: sourceLocation)
        #expect(later.reason?.contains(reason) == true, "\(later)", sourceLocation: sourceLocation)
        #expect(await becomesTrue { MachineProcess(pid: process.pid) != process }, sourceLocation: sourceLocation)
    }
}
