import Testing

@testable import Isolates
@testable import Workers

/// A maximum of live workers: refused or waited for, and never passed.
@Suite(.timeLimit(.minutes(2)), .serialized) struct WorkerLimitTests {
    private static func configuration(_ maximum: Int, _ whenFull: WhenFull = .refuse, warm: Int = 0)
        -> Supervisor.Configuration
    {
        Supervisor.Configuration(warmWorkers: warm, maximumWorkers: maximum, whenFull: whenFull)
    }

    /// A worker that was forked ahead is counted already, and makes a context without another one's place.
    @Test func aReadyWorkerIsTaken() async throws {
        try await withSupervisor(Self.configuration(2, warm: 1)) { supervisor in
            let first = try await supervisor.createContext(recovery: .discard)
            #expect(try await supervisor.readyPool().readyCount == 1)
            let workers = supervisor.admission.state.withLock { Set($0.workers.keys) }
            let second = try await supervisor.createContext(recovery: .discard)
            #expect(workers.contains(second.processes.worker.number))
            #expect(try await supervisor.runInContext("1", first) == 1)
            #expect(try await supervisor.runInContext("2", second) == 2)
            #expect(try await failure { try await supervisor.createContext() }.code == .unavailable)
        }
    }

    @Test func isRefused() async throws {
        try await withSupervisor(Self.configuration(2)) { supervisor in
            let first = try await supervisor.createContext(recovery: .discard)
            let second = try await supervisor.createContext(recovery: .discard)
            let error = try await failure { try await supervisor.createContext() }
            #expect(error.code == .unavailable)
            #expect(error.reason?.contains("2 workers, its limit (maximumWorkers)") == true)
            let forked = try await failure { try await first.fork() }
            #expect(forked.code == .unavailable && forked.reason?.contains("maximumWorkers") == true)
            second.dispose()
            let third = try await supervisor.createContext(recovery: .discard)
            #expect(try await supervisor.runInContext("6*7", third, as: Int.self) == 42)
            #expect(supervisor.workerCount == 2)
        }
    }

    @Test func waitsThenGoesOn() async throws {
        try await withSupervisor(Self.configuration(1, .wait)) { supervisor in
            let first = try await supervisor.createContext(recovery: .discard)
            async let second = supervisor.createContext(["n": 1], recovery: .discard)
            #expect(await becomesTrue { supervisor.admission.room.count == 1 })
            first.dispose()
            #expect(try await supervisor.runInContext("n", second, as: Int.self) == 1)
            #expect(supervisor.admission.room.count == 0)
        }
    }

    @Test func aWaiterIsCancelled() async throws {
        try await withSupervisor(Self.configuration(1, .wait)) { supervisor in
            let first = try await supervisor.createContext(recovery: .discard)
            let cancelled = Task { try await supervisor.createContext(recovery: .discard) }
            #expect(await becomesTrue { supervisor.admission.room.count == 1 })
            let behind = Task { try await supervisor.createContext(recovery: .discard) }
            #expect(await becomesTrue { supervisor.admission.room.count == 2 })
            cancelled.cancel()
            let error = try await failure { try await cancelled.value }
            #expect(error.code == .interrupted && error.interruptReason == .cancel)
            first.dispose()
            #expect(try await behind.value.isDisposed == false)
        }
    }

    @Test func aWaiterEndsWithItsSupervisor() async throws {
        let supervisor = Supervisor(Self.configuration(1, .wait))
        let first = try await supervisor.createContext(recovery: .discard)
        let waiters = (0..<3).map { _ in Task { try await supervisor.createContext() } }
        #expect(await becomesTrue { supervisor.admission.room.count == 3 })
        await supervisor.shutdown()
        for waiter in waiters { #expect(try await failure { try await waiter.value }.code == .unavailable) }
        #expect(first.isDisposed && supervisor.workerCount == 0)
    }

    @Test func readyWorkersAndCheckpointsYield() async throws {
        try await withSupervisor(Self.configuration(3, warm: 2)) { supervisor in
            let first = try await supervisor.createContext(["n": 1])
            try await supervisor.runInContext("n += 1", first)
            #expect(await becomesTrue { first.processes.hasCopy })
            let others = [try await supervisor.createContext(["n": 5]), try await supervisor.createContext(["n": 6])]
            #expect(supervisor.workerCount == 3)
            #expect(!first.processes.hasCopy)
            // There is no place for a checkpoint: the run goes on without, and the context says so.
            #expect(try await supervisor.runInContext("n", first, as: Int.self) == 2)
            #expect(await becomesTrue { Self.obstacle(of: first)?.contains("maximumWorkers") == true })
            others[0].dispose()
            try await supervisor.runInContext("n += 1", first)
            #expect(await becomesTrue { first.checkpoint == .ready })
        }
    }

    private static func obstacle(of context: Context) -> String? {
        guard case .unavailable(let reason) = context.checkpoint else { return nil }
        return reason
    }

    @Test func theCompilerYields() async throws {
        try await withSupervisor(Self.configuration(1)) { supervisor in
            let script = try await supervisor.script("6*7")
            #expect(supervisor.workerCount == 1)
            let context = try await supervisor.createContext(recovery: .discard)
            #expect(try await script.runInContext(context, as: Int.self) == 42)
            #expect(try await failure { try await supervisor.script("1") }.code == .unavailable)
        }
    }

    @Test func aRollbackNeedsNoPlace() async throws {
        try await withSupervisor(Self.configuration(1)) { supervisor in
            let context = try await supervisor.createContext(["n": 1])
            for _ in 0..<3 {
                let error = try await failure {
                    try await supervisor.runInContext("for (;;);", context, timeout: .milliseconds(20))
                }
                #expect(error.isRolledBack)
            }
            #expect(try await supervisor.runInContext("n", context, as: Int.self) == 1)
        }
    }

    @Test(arguments: [WhenFull.wait, .refuse]) func holdsUnderParallelLoad(whenFull: WhenFull) async throws {
        let supervisor = Supervisor(Self.configuration(4, whenFull, warm: 2))
        let (done, refused, most) = try await withThrowingTaskGroup(of: Int?.self) { group in
            for number in 0..<60 {
                group.addTask {
                    do {
                        let context = try await supervisor.createContext(
                            ["n": .number(Double(number))], recovery: number % 2 == 0 ? .rollback : .discard)
                        let seen = supervisor.workerCount
                        #expect(try await supervisor.runInContext("n + 1", context, as: Int.self) == number + 1)
                        return max(seen, supervisor.workerCount)
                    } catch let error as VMError where error.code == .unavailable {
                        #expect(error.reason?.contains("maximumWorkers") == true)
                        return nil
                    }
                }
            }
            var (done, refused, most) = (0, 0, 0)
            for try await seen in group {
                if seen != nil { done += 1 } else { refused += 1 }
                most = max(most, seen ?? 0)
            }
            return (done, refused, most)
        }
        #expect(most <= 4)
        #expect(done + refused == 60 && (whenFull == .refuse || refused == 0) && done > 0)
        await supervisor.shutdown()
        #expect(supervisor.workerCount == 0 && supervisor.admission.room.count == 0)
        #expect(supervisor.admission.state.withLock { $0.reserved } == 0)
    }
}
