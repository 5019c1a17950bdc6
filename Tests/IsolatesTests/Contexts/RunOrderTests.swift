import Isolates
import Testing

/// Runs in one context happen one after the other, runs in several at once.
@Suite(.timeLimit(.minutes(1))) struct RunOrderTests {
    /// Each run waits for the host in its midst, when any other could slip in.
    @Test func inTheOrderAsked() async throws {
        try await withSupervisor { supervisor in
            let pause = Value.function(
                "pause", isAsync: true,
                call: { _ in
                    await Task.yield()
                    return .undefined
                })
            let context = try await supervisor.createContext(["pause": pause, "log": []])
            // A task that starts at once runs on this thread until it waits for its turn: so all come in the order of
            // the loop.
            let runs = (0..<100).map { n in
                Task.immediate {
                    try await supervisor.runInContext(
                        "(async () => { log.push(\(n)); await pause(); log.push(\(n)); return \(n) })()", context,
                        awaitPromise: true, as: Int.self)
                }
            }
            var results: [Int] = []
            for run in runs { results.append(try await run.value) }
            #expect(results == Array(0..<100))
            #expect(try await context.get("log") == Value((0..<100).flatMap { [Value($0), Value($0)] }))
        }
    }

    @Test func contextsRunInParallel() async throws {
        try await withSupervisor { supervisor in
            let one = try await supervisor.createContext()
            let other = try await supervisor.createContext()
            // As long as the other has not begun, this one goes on; neither could end if they took turns.
            let meeting = Meeting()
            let meet = Value.function(
                "meet",
                call: { _ in
                    await meeting.meet()
                    return .undefined
                })
            for context in [one, other] { try await context.set("meet", to: meet) }
            let code = "meet(); const begin = Date.now(); while (Date.now() < begin + 300); [begin, Date.now()]"
            async let first = supervisor.runInContext(code, one, as: [Double].self)
            async let second = supervisor.runInContext(code, other, as: [Double].self)
            let (a, b) = try await (first, second)
            #expect(a[0] < b[1] && b[0] < a[1], "\(a) and \(b) overlap")
        }
    }

    @Test func aSpinningContextHoldsUpNoOther() async throws {
        try await withSupervisor { supervisor in
            let started = Gate()
            let spinning = try await supervisor.createContext([
                "started": started.opener
            ])
            let spin = Task {
                try await failure {
                    try await supervisor.runInContext("started(); while (true);", spinning)
                }
            }
            await started.wait()
            let other = try await supervisor.createContext()
            for n in 0..<20 { #expect(try await supervisor.runInContext("\(n) + 1", other, as: Int.self) == n + 1) }
            #expect(supervisor.isContext(spinning))
            spinning.dispose()
            #expect(try await spin.value.code == .disposed)
        }
    }

    /// Lets two go on when both are there.
    private actor Meeting {
        private var gate = Gate()
        private var count = 0

        func meet() async {
            count += 1
            if count == 2 { gate.open() }
            await gate.wait()
        }
    }
}
