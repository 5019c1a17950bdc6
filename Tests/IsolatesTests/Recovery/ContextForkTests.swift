import Isolates
import Testing

/// A fork is a context of its own that begins where the original stands.
@Suite(.timeLimit(.minutes(1)), .serialized) struct ContextForkTests {
    @Test func copiesWhatAContextHolds() async throws {
        try await withSupervisor { supervisor in
            let original = try await supervisor.createContext(
                ["n": 1, "double": .function { (n: Int) in n * 2 }], contextName: "first", memoryLimit: .megabytes(256))
            let script = try await supervisor.script("n += 1; next()")
            try await supervisor.runInContext(
                "const next = (() => { let i = 10; return () => i += 1; })(); const map = new Map([['k', {}]]); next()",
                original)
            try await script.runInContext(original)
            let fork = try await original.fork()
            #expect(fork.id != original.id && fork.name == "first" && supervisor.isContext(fork))
            // Each goes its own way from here, with the scripts that were known and the functions of this side.
            #expect(try await script.runInContext(fork) as Int == 13)
            #expect(try await script.runInContext(fork) as Int == 14)
            #expect(try await script.runInContext(original) as Int == 13)
            #expect(try await supervisor.runInContext("map.get('k').only = 1; double(n)", fork) as Int == 8)
            #expect(try await supervisor.runInContext("[n, map.get('k').only === undefined]", original) == [3, true])
            original.dispose()
            #expect(try await supervisor.runInContext("n", fork) as Int == 4)
        }
    }

    @Test func differsWhereContextsMust() async throws {
        try await withSupervisor { supervisor in
            let original = try await supervisor.createContext()
            try await supervisor.runInContext("Math.random()", original)
            let forks = [try await original.fork(), try await original.fork()]
            var drawn: Set<Double> = [try await supervisor.runInContext("Math.random()", original)]
            for fork in forks { drawn.insert(try await supervisor.runInContext("Math.random()", fork)) }
            #expect(drawn.count == 3)
        }
    }

    @Test func handlesStayTheOriginals() async throws {
        try await withSupervisor { supervisor in
            let original = try await supervisor.createContext()
            let function = try #require(
                try await supervisor.runInContext("var owner = 'original'; (() => owner)", original).function)
            let fork = try await original.fork()
            try await supervisor.runInContext("owner = 'fork'", fork)
            #expect(try await function.call() == "original")
            // Passed to the fork it is a function of another context.
            try await fork.set("f", to: .function(function))
            #expect(try await supervisor.runInContext("f()", fork) == "original")
            let forked = try #require(try await supervisor.runInContext("(() => owner)", fork).function)
            #expect(try await forked.call() == "fork")
        }
    }

    @Test func promisesOfTheProgramAreTheOriginals() async throws {
        let gate = Gate()
        try await withSupervisor { supervisor in
            let original = try await supervisor.createContext([
                "slow": .function("slow", isAsync: true) { () async -> Int in
                    await gate.wait(); return 5
                }
            ])
            try await supervisor.runInContext("const promise = slow(); 0", original)
            let fork = try await original.fork()
            let error = try await failure { try await supervisor.runInContext("promise", fork, awaitPromise: true) }
            #expect(error.exception?.message?.contains("forked from") == true)
            gate.open()
            #expect(try await supervisor.runInContext("promise", original, awaitPromise: true) == 5)
        }
    }

    @Test func refusesWhatItCannotDo() async throws {
        try await withSupervisor { supervisor in
            let gone = try await supervisor.createContext()
            gone.dispose()
            #expect(try await failure { try await gone.fork() }.code == .disposed)
            let own = try await supervisor.createContext()
            try await own.set(
                "fork",
                to: .function(
                    "fork",
                    call: { call in
                        _ = try await call.context.fork()
                        return .undefined
                    }))
            let error = try await failure { try await supervisor.runInContext("fork()", own) }
            #expect(error.exception?.message?.contains("while a run of it waits") == true)
            #expect(try await supervisor.runInContext("1", own) == 1)
        }
    }

    /// A copy that is killed falls back on its own checkpoint, not on the original.
    @Test func aForkIsRolledBackAlone() async throws {
        try await withSupervisor { supervisor in
            let original = try await supervisor.createContext(["n": 1])
            try await supervisor.runInContext("n = 2", original)
            let fork = try await original.fork()
            try await supervisor.runInContext("n = 3", fork)
            let error = try await failure {
                try await supervisor.runInContext("n = 0; for (;;);", fork, timeout: .milliseconds(20))
            }
            #expect(error.isRolledBack)
            #expect(try await supervisor.runInContext("n", fork) == 3)
            #expect(try await supervisor.runInContext("n", original) == 2)
        }
    }
}
