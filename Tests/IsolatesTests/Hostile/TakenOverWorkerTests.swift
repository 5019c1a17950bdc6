#if TESTABLE_WORKER
    import Foundation
    import Isolates
    import Testing

    /// Scripts that have taken over their worker, beside a context that must lose nothing: it is timed out, rolled back
    /// and copied as if nobody else were there.
    @Suite(.serialized, .timeLimit(.minutes(2))) struct TakenOverWorkerTests {
        struct Attack: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let script: String
            /// Whether the worker is ended at once, and not by its timeout.
            var endsAtOnce = true
        }

        private static let introduce = "systemCall('write', systemCall.introductions, new BigInt64Array([7n]), 8)"

        static let attacks = [
            Attack(testDescription: "a token that it has guessed", script: "\(introduce); for (;;);"),
            Attack(testDescription: "tokens without end", script: "for (;;) \(introduce);"),
            Attack(
                testDescription: "a packet that fills the socket",
                script: "systemCall('write', systemCall.introductions, new Uint8Array(150_000), 150_000); for (;;);"),
            Attack(
                testDescription: "copies that introduce themselves",
                script: """
                    for (let i = 0; i < 5; i += 1)
                        if (systemCall('clone', 0x8000 | 17, 0, 0, 0, 0) === 0) for (;;) \(introduce);
                    for (;;);
                    """, endsAtOnce: false),
            Attack(
                testDescription: "copies of copies, 128 in all",
                script: """
                    for (let i = 0; i < 7; i += 1) systemCall('clone', 0x8000 | 17, 0, 0, 0, 0);
                    for (;;) systemCall('poll', 0, 0, -1);
                    """, endsAtOnce: false),
            Attack(
                testDescription: "descriptors under way",
                script: "for (;;) systemCall('sendmsg', systemCall.introductions, new Uint8Array(56), 0);"),
            Attack(
                testDescription: "its own control socket, read by others",
                script: """
                    for (let fd = 3; fd < 64; fd += 1)
                        if (systemCall('clone', 0x8000 | 17, 0, 0, 0, 0) === 0)
                            for (;;) systemCall('recvmsg', fd, new Uint8Array(56), 0);
                    for (;;);
                    """, endsAtOnce: false),
        ]

        @Test(arguments: attacks) func costsItsOwnContextOnly(attack: Attack) async throws {
            try await withSupervisor(.exposingSystemCalls()) { supervisor in
                let bystander = try await supervisor.createContext(["n": 1])
                try await supervisor.runInContext("globalThis.next = () => n += 1", bystander)
                let hostile = try await supervisor.createContext(recovery: .discard)
                async let end = failure {
                    try await supervisor.runInContext(attack.script, hostile, timeout: .seconds(2))
                }
                for n in 2..<5 {
                    #expect(try await supervisor.runInContext("next()", bystander, as: Int.self) == n)
                    let error = try await failure {
                        try await supervisor.runInContext("n = 0; for (;;);", bystander, timeout: .milliseconds(100))
                    }
                    #expect(error.code == .timeout && error.isRolledBack, "\(error)")
                }
                let error = try await end
                #expect(error.code == (attack.endsAtOnce ? .crashed : .timeout), "\(error)")
                let fork = try await bystander.fork()
                #expect(try await supervisor.runInContext("next()", fork, as: Int.self) == 5)
                bystander.dispose()
                fork.dispose()
                // What is left is the zygote and the pool.
                let isAlone = await becomesTrue {
                    MachineProcess.descendants(of: getpid()).filter {
                        $0.isRunning && $0.program?.hasSuffix("/isolate-worker") == true
                    }.count <= 3
                }
                #expect(isAlone)
            }
        }
    }
#endif
