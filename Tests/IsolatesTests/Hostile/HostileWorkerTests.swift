import Foundation
import Isolates
import Testing

/// Workers that break the protocol, as only one can that a script has taken over: each is ended, says how, and costs
/// nobody else anything.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HostileWorkerTests {
    private static let path = TestHost.directory.appending(path: "IsolatesHostileWorker").path

    /// Runs one misdeed, with another supervisor's context beside it.
    ///
    /// - Returns: how the run ended.
    private func ending(of misdeed: String, timeout: Duration? = .seconds(20)) async throws -> VMError {
        try await withSupervisor(.init(warmWorkers: 0)) { honest in
            let bystander = try await honest.createContext(["n": 1], recovery: .discard)
            let error = try await withSupervisor(
                .init(workerPath: Self.path, console: { _ in }, warmWorkers: 0)
            ) { supervisor in
                let context = try await supervisor.createContext(recovery: .discard)
                let neighbour = try await supervisor.createContext(recovery: .discard)
                let error = try await failure { try await supervisor.runInContext(misdeed, context, timeout: timeout) }
                #expect(try await supervisor.runInContext("honest", neighbour) == 42)
                let later = try await failure { try await supervisor.runInContext("honest", context) }
                #expect(later.code == .disposed)
                return error
            }
            #expect(try await honest.runInContext("n += 1", bystander) == 2)
            return error
        }
    }

    @Test(arguments: [
        "wrong-id", "start-id", "negative-id", "overflowing-id", "second-ready", "restored-unasked",
        "base-honest", "empty-frame", "four-gigabytes",
        "just-too-long",
        "length-too-short", "deep", "deep-but-closed", "invalid-utf8", "no-json", "unknown-type", "unknown-member",
        "missing-value",
        "trailing-bytes", "malformed-value", "malformed-exception", "forked-unasked", "malformed-call",
        "call-without-array",
        "call-without-number", "malformed-console",
    ])
    func endsTheWorker(misdeed: String) async throws {
        let error = try await ending(of: misdeed)
        #expect(error.code == .crashed, "\(error)")
        #expect(error.message.contains("broke the protocol: "), "\(error)")
    }

    @Test(arguments: ["silence", "never-ending-frame", "console-flood", "call-flood"])
    func runsIntoItsOwnTimeout(misdeed: String) async throws {
        let before = residentBytes()
        let error = try await ending(of: misdeed, timeout: .milliseconds(500))
        #expect(error.code == .timeout, "\(error)")
        #expect(residentBytes() - before < 1 << 30)
    }

    @Test func anEndInTheMiddleOfAHeader() async throws {
        #expect(try await ending(of: "half-a-header").exitStatus == 0)
    }

    /// The second answer comes when the first one has already been given.
    @Test func answersTwice() async throws {
        try await withSupervisor(.init(workerPath: Self.path, warmWorkers: 0)) { supervisor in
            let context = try await supervisor.createContext(recovery: .discard)
            _ = try? await supervisor.runInContext("answer-twice", context)
            let error = try await failure { try await supervisor.runInContext("honest", context) }
            #expect(error.description.contains("broke the protocol: "), "\(error)")
        }
    }

    /// The copy that it claims to have made is the first process of the machine, or of its namespace.
    @Test func aForkThatNeverWas() async throws {
        try await withSupervisor(.init(workerPath: Self.path, warmWorkers: 0)) { supervisor in
            let context = try await supervisor.createContext(recovery: .discard)
            let error = try await failure { try await context.fork() }
            #expect(error.code == .unavailable, "\(error)")
            #expect(try await supervisor.runInContext("honest", context) == 42)
        }
    }

    /// A copy that is none is no checkpoint, and the context works without.
    @Test func aCheckpointThatNeverWas() async throws {
        try await withSupervisor(.init(workerPath: Self.path, warmWorkers: 0)) { supervisor in
            let context = try await supervisor.createContext()
            for _ in 0..<3 { #expect(try await supervisor.runInContext("honest", context) == 42) }
        }
    }
}

/// What this process has in memory, in bytes (proc(5), the second number of statm).
private func residentBytes() -> Int {
    let statm = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return (statm?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
