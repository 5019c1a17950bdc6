import Isolates
import Testing

/// `memoryLimit`: what is held counts, whatever holds it; what is garbage does not.
@Suite(.timeLimit(.minutes(2)), .serialized) struct MemoryLimitTests {
    private static let limit = ByteCount.megabytes(64)

    /// Scripts that never hold more than some 40 MB, and leave hundreds.
    @Test(arguments: [
        "for (let i = 0; i < 40; i++) held.push(new Uint8Array(1e6).fill(1)); for (let i = 0; i < 1500; i++) new Uint8Array(1e6).fill(1)",
        "for (let i = 0; i < 3e5; i++) held.push({ i, a: [i] }); for (let i = 0; i < 3e6; i++) ({ i, a: [i] })",
        "for (let i = 0; i < 30; i++) held.push(new Array(1e5).fill(1.5)); for (let i = 0; i < 1000; i++) new Array(1e5).fill(1.5)",
        "for (let i = 0; i < 1e6; i++) { held.push(new Float64Array(1e4)); if (held.length > 200) held.shift(); if (i > 2e4) break }",
        "for (let i = 0; i < 200; i++) new Uint8Array(new ArrayBuffer(8e6)).fill(1)",
        "for (let i = 0; i < 60; i++) new Uint8Array(new WebAssembly.Memory({ initial: 128 }).buffer).fill(1)",
        "for (let i = 0; i < 1000; i++) ('x'.repeat(5e5) + i).charCodeAt(3)",
        "for (let i = 0; i < 2e4; i++) new RegExp('(a|b' + i + '){1,30}c*[d-z]+').test('abbc' + i)",
        "for (let i = 0; i < 1e4; i++) new Function('a', 'let s = ' + i + '; for (let k = 0; k < 99; k++) s += a; return s')(i)",
        "for (let k = 0; k < 40; k++) { const m = new Map(); for (let i = 0; i < 3e4; i++) m.set('k' + i, { i }) }",
        "const text = JSON.stringify(Array.from({ length: 2e4 }, (_, i) => ({ i, name: 'n' + i }))); for (let i = 0; i < 40; i++) JSON.parse(text)",
        "for (let i = 0; i < 5e5; i++) Symbol('s' + i)",
    ])
    func garbageDoesNotCount(_ code: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(memoryLimit: Self.limit)
            try await supervisor.runInContext("var held = []; { \(code) } 0", context)
            try await supervisor.runInContext("held = []", context)
            #expect(try await supervisor.runInContext("held.length", context, as: Int.self) == 0)
        }
    }

    /// What a run left as garbage near the limit is given back after it, so that the next run has all of the limit
    /// again.
    @Test func garbageIsGivenBack() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(memoryLimit: Self.limit, recovery: .discard)
            for _ in 0..<5 {
                try await supervisor.runInContext(
                    "{ const held = []; for (let i = 0; i < 50; i++) held.push(new Uint8Array(1e6).fill(1)); }", context
                )
                #expect(await becomesTrue { context.statistics.memory < 40 << 20 })
            }
        }
    }

    /// Scripts that hold more and more.
    @Test(arguments: [
        "new Uint8Array(2 ** 31).fill(1)",
        "while (true) held.push(new Uint8Array(1e6).fill(1))",
        "while (true) held.push(new Array(1e5).fill(1.5))",
        "while (true) held.push({ a: 1, b: {} })",
        "for (let i = 0; ; i++) { held.push('x'.repeat(1e6) + i); held.at(-1).charCodeAt(5) }",
        "for (let s = 'x'; ; s += s) s.charCodeAt(9)",
        "const m = new WebAssembly.Memory({ initial: 1 }); for (;;) { const end = m.grow(64) * 65536; new Uint8Array(m.buffer, end).fill(1) }",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, i)",
        "const o = {}; for (let i = 0; ; i++) o['k' + i] = 1",
        "for (let i = 0; ; i++) { held.push(new RegExp('(a|b' + i + '){1,30}c*[d-z]+')); held.at(-1).test('abbc') }",
        "for (let i = 0; ; i++) { held.push(new Function('a', 'let s = ' + i + '; while (s < 99) s += a; return s')); held.at(-1)(1) }",
        "while (true) held.push(new Promise(() => {}))",
        "(function f() { Promise.resolve().then(f); Promise.resolve().then(f) })()",
    ])
    func whatIsHeldCounts(_ code: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 7], memoryLimit: Self.limit)
            let error = try await failure {
                try await supervisor.runInContext("n = 8; var held = []; { \(code) }", context, timeout: .seconds(30))
            }
            #expect(error.code == .memoryLimit && error.isRolledBack, "\(error)")
            #expect(try await supervisor.runInContext("n", context, as: Int.self) == 7)
        }
    }

    /// Runs that follow one another share the watch over their memory, and it ends none of them too late.
    @Test func oneRunAfterManyOthersIsWatched() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 0], memoryLimit: Self.limit)
            for round in 1...3 {
                // Each lasts long enough for the watch to begin.
                for _ in 0..<20 {
                    try await supervisor.runInContext(
                        "for (const end = Date.now() + 2; Date.now() < end;); n++", context)
                }
                let error = try await failure {
                    try await supervisor.runInContext(
                        "const held = []; for (;;) held.push(new Uint8Array(1e6).fill(1))", context,
                        timeout: .seconds(30))
                }
                #expect(error.code == .memoryLimit, "\(error)")
                #expect(try await supervisor.runInContext("n", context, as: Int.self) == 20 * round)
            }
        }
    }

    /// What the engine itself refuses is an exception, and costs nothing.
    @Test(arguments: [
        "new ArrayBuffer(2 ** 53 - 1)", "'x'.repeat(2 ** 31)", "new Array(-1)",
        "new WebAssembly.Memory({ initial: 65537 })",
    ])
    func whatTheEngineRefusesIsARangeError(_ code: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(memoryLimit: Self.limit)
            let name = try await supervisor.runInContext(
                "try { \(code) } catch (error) { error instanceof RangeError || error instanceof TypeError }", context,
                as: Bool.self)
            #expect(name)
        }
    }
}
