import Foundation
import Testing
@testable import Isolates

/// Runs that end by force, and what is said of their contexts afterwards.
@Suite(.timeLimit(.minutes(1))) struct EndTests {
    @Test(arguments: [
        "while (true);", "for (;;) Promise.resolve().then(() => 1)", "/(a+)+$/.test('a'.repeat(60) + 'b')",
        "function f() { return Promise.resolve().then(f) } f(); 0", "[].sort.call({length: 2 ** 40}, () => 0)",
    ])
    func timeouts(_ code: String) async throws {
        try await withMachine(["n": 1]) { machine in
            let bystander = try await machine.supervisor.createContext(["n": 5])
            let error = try await machine.error(code, timeout: .milliseconds(300))
            #expect(error.code == .timeout)
            #expect(error.timeout == .milliseconds(300))
            #expect(error.message == "Script execution timed out after 300ms")
            #expect(error.isRolledBack)
            #expect(try await machine.run("n") == 1)
            #expect(try await machine.supervisor.runInContext("n", bystander) == 5)
        }
    }

    @Test func aTimeoutThatIsNotReachedChangesNothing() async throws {
        try await withMachine { machine in
            try await machine.expect("1", gives: 1, timeout: .seconds(20))
            try await machine.expect("2", gives: 2)
        }
    }

    @Test(arguments: [Duration.zero, .milliseconds(-1)])
    func timeoutsAreAboveZero(_ timeout: Duration) async throws {
        try await withMachine { machine in
            #expect(try await machine.error("1", timeout: timeout).code == .invalidArgument)
            try await machine.expect("1", gives: 1)
        }
    }

    @Test func cancellationOfARun() async throws {
        try await withMachine { machine in
            let run = Task { try await machine.run("while (true);") }
            try await Task.sleep(for: .milliseconds(200))
            run.cancel()
            let error = try await vmError { try await run.value }
            #expect(error.code == .interrupted)
            #expect(error.interruptReason == .cancel)
            #expect(error.isRolledBack)
            #expect(try await machine.run("1") == 1)
        }
    }

    @Test func cancellationInTheQueueHarmsNobody() async throws {
        try await withMachine { machine in
            let first = Task {
                try await machine.run("{ const end = Date.now() + 800; while (Date.now() < end); } 'first'")
            }
            try await Task.sleep(for: .milliseconds(150))
            let second = Task { try await machine.run("globalThis.second = true") }
            try await Task.sleep(for: .milliseconds(50))
            let third = Task { try await machine.run("typeof second") }
            try await Task.sleep(for: .milliseconds(50))
            second.cancel()
            let error = try await vmError { try await second.value }
            #expect(error.code == .interrupted)
            #expect(error.interruptReason == .cancel)
            #expect(try await first.value == "first")
            #expect(try await third.value == "undefined")
            #expect(!machine.context.isDisposed)
        }
    }

    @Test func aTaskThatWasCancelledBefore() async throws {
        try await withMachine { machine in
            try await machine.run("0")
            let run = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await machine.run("while (true);")
            }
            #expect(try await vmError { try await run.value }.code == .interrupted)
        }
    }

    @Test func disposed() async throws {
        try await withMachine { machine in
            machine.context.dispose()
            machine.context.dispose()
            #expect(machine.context.isDisposed)
            #expect(!machine.supervisor.isContext(machine.context))
            let error = try await machine.error("1")
            #expect(error.code == .disposed)
            #expect(error.reason == "the context was disposed")
            #expect(try await vmError { _ = try await machine.context.sandbox }.code == .disposed)
            #expect(try await vmError { _ = try await machine.context.get("a") }.code == .disposed)
            #expect(try await vmError { try await machine.context.set("a", to: 1) }.code == .disposed)
        }
    }

    @Test func disposedWhileRunning() async throws {
        try await withMachine { machine in
            let run = Task { try await machine.run("while (true);") }
            let queued = Task {
                try await Task.sleep(for: .milliseconds(100))
                return try await machine.run("1")
            }
            try await Task.sleep(for: .milliseconds(300))
            machine.context.dispose()
            #expect(try await vmError { try await run.value }.code == .disposed)
            #expect(try await vmError { try await queued.value }.code == .disposed)
        }
    }

    @Test func invalidValues() async throws {
        try await withMachine { machine in
            let broken = Value.regexp(try #require(Value.RegExp(pattern: "(")))
            let error = try await vmError { try await machine.context.set("r", to: broken) }
            #expect(error.code == .invalidValue)
            try await machine.expect("typeof r", gives: "undefined")
            let creation = try await vmError { _ = try await machine.supervisor.createContext(["r": broken]) }
            #expect(creation.code == .invalidValue)
        }
    }
}
