import Isolates
import Testing

/// What becomes of timers when runs end, wait or are undone.
@Suite(.timeLimit(.minutes(1))) struct TimersOverRunsTests {
    private let options = ContextOptions(globals: WebGlobals.all)

    private func untilIdle(_ supervisor: Supervisor, _ code: String, _ context: Context) async throws -> Value {
        try await supervisor.runInContext(
            code, context, options: RunOptions(untilIdle: true), timeout: .seconds(20))
    }

    @Test func timersThatAreLeftGoOnInTheNextRunThatWaits() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(options: options)
            try await supervisor.runInContext(
                "const l = []; setTimeout(() => l.push('c'), 30); setTimeout(() => l.push('a'), 0); "
                    + "setTimeout(() => l.push('b'), 10); 0", context)
            try await Task.sleep(for: .milliseconds(50))
            #expect(try await supervisor.runInContext("l.length", context) == 0)
            #expect(try await untilIdle(supervisor, "'the result'", context) == "the result")
            #expect(try await supervisor.runInContext("l.join()", context) == "a,b,c")
        }
    }

    @Test func anErrorInATimerEndsTheRunAndLeavesTheOthers() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(options: options)
            let error = try await vmError {
                _ = try await untilIdle(
                    supervisor,
                    "const l = []; setTimeout(() => { throw new RangeError('in the timer') }, 1); "
                        + "setTimeout(() => l.push('after'), 1); 0", context)
            }
            #expect(error.exception?.message == "in the timer")
            _ = try await untilIdle(supervisor, "0", context)
            #expect(try await supervisor.runInContext("l.join()", context) == "after")
        }
    }

    @Test func aRollbackRestoresTheTimersThatStoodBefore() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(options: options)
            try await supervisor.runInContext(
                "const l = []; const first = setTimeout(() => l.push('before'), 1); setImmediate(() => l.push('i')); 0",
                context)
            let error = try await vmError {
                try await supervisor.runInContext(
                    "clearTimeout(first); setTimeout(() => l.push('lost'), 1); while (true);", context,
                    timeout: .milliseconds(200))
            }
            #expect(error.isRolledBack)
            _ = try await untilIdle(supervisor, "0", context)
            #expect(try await supervisor.runInContext("l.sort().join()", context) == "before,i")
        }
    }

    /// As in Node, such a timer keeps nothing going, but fires as long as something else does. An awaited promise, which
    /// it may settle, does.
    @Test func anUnreferencedTimerFiresWhileARunWaits() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(options: options)
            _ = try await untilIdle(
                supervisor, "const l = []; setTimeout(() => l.push('unref'), 5).unref(); 0", context)
            #expect(try await supervisor.runInContext("l.length", context) == 0)
            #expect(
                try await supervisor.runInContext(
                    "new Promise((done) => setTimeout(() => done(l.join()), 5).unref())", context,
                    timeout: .seconds(20), awaitPromise: true) == "unref")
            #expect(
                try await supervisor.runInContext(
                    "new Promise((done) => { AbortSignal.timeout(1).onabort = (event) => done(event.type) })", context,
                    timeout: .seconds(20), awaitPromise: true) == "abort")
            let error = try await vmError {
                try await supervisor.runInContext(
                    "new Promise(() => {})", context, timeout: .seconds(20), awaitPromise: true)
            }
            #expect(error.exception?.message?.contains("nothing is left that could settle it") == true)
        }
    }

    /// With many of them, neither the time for one nor the order depends on their number.
    @Test func aHundredThousandTimersFireInOrder() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(options: options)
            _ = try await untilIdle(
                supervisor,
                """
                var fired = 0, last = -1, isOrdered = true;
                for (let n = 0; n < 100_000; n += 1) {
                  const timer = setTimeout(() => { fired += 1; isOrdered &&= n > last; last = n }, 10);
                  if (n % 2 === 1) clearTimeout(timer);
                }
                for (let n = 0; n < 1_000; n += 1) setImmediate(() => { fired += 1 });
                """, context)
            #expect(try await supervisor.runInContext("[fired, isOrdered]", context) == [51_000, true])
        }
    }
}
