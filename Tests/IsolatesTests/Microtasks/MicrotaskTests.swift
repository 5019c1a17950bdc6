import Testing
@testable import Isolates

/// When promises count, and what awaits them.
@Suite(.timeLimit(.minutes(1))) struct MicrotaskTests {
    static let delayed =
        "globalThis.n = 0; Promise.resolve().then(() => { n = 1 }); ({get n() { return globalThis.n }})"

    @Test func theResultIsTakenBeforeTheMicrotasks() async throws {
        try await withMachine { machine in
            try await machine.expect("var log = []; Promise.resolve().then(() => log.push('micro')); log", gives: [])
            try await machine.expect("log", gives: ["micro"])
        }
    }

    @Test func theResultIsTakenAfterTheMicrotasks() async throws {
        try await withMachine(microtaskMode: .afterEvaluate) { machine in
            try await machine.expect(
                "var log = []; Promise.resolve().then(() => log.push('micro')); log", gives: ["micro"])
        }
    }

    @Test(arguments: [nil, .afterEvaluate] as [MicrotaskMode?])
    func noPromiseEscapesATimeout(_ mode: MicrotaskMode?) async throws {
        try await withMachine(microtaskMode: mode) { machine in
            let error = try await machine.error(
                "const loop = () => Promise.resolve().then(loop); loop(); 1", timeout: .milliseconds(300))
            #expect(error.code == .timeout)
        }
    }

    @Test func awaitedResults() async throws {
        try await withMachine { machine in
            try await machine.expect("Promise.resolve(1)", gives: 1, awaitPromise: true)
            try await machine.expect("(async () => { await null; return [2] })()", gives: [2], awaitPromise: true)
            try await machine.expect("3", gives: 3, awaitPromise: true)
            try await machine.expect("({then(f) { f(4) }})", gives: 4, awaitPromise: true)
            #expect(try await machine.error("Promise.reject(5)", awaitPromise: true).exception?.value == 5)
        }
    }

    @Test func aPromiseThatCanNeverSettle() async throws {
        try await withMachine { machine in
            let error = try await machine.error("new Promise(() => {})", awaitPromise: true)
            #expect(error.code == .exception)
            #expect(error.message.localizedStandardContains("settle"), "\(error)")
            try await machine.expect("1", gives: 1)
        }
    }

    static let module =
        "new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,3,2,1,0,7,5,1,1,102,0,0,10,6,1,4,0,65,42,11])"

    @Test func webAssemblyIsAwaited() async throws {
        try await withMachine { machine in
            try await machine.expect(
                "WebAssembly.instantiate(\(Self.module)).then(m => m.instance.exports.f())", gives: 42,
                awaitPromise: true)
            try await machine.expect(
                "WebAssembly.compile(\(Self.module)).then(m => m instanceof WebAssembly.Module)", gives: true,
                awaitPromise: true)
            let error = try await machine.error("WebAssembly.compile(new Uint8Array([1]))", awaitPromise: true)
            #expect(error.code == .exception)
            #expect(error.exception?.name == "CompileError")
        }
    }
}
