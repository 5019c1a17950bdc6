import Foundation
import Testing

/// Failures that must not look like success, and errors that must arrive whatever hangs on them.
@Suite(.timeLimit(.minutes(1)))
struct FailureTests {
    @Test func anUnhandledRejectionIsShownAndFails() async throws {
        let run = try await Program.run(
            "run", "-", input: "async function main() { throw new Error('boom') }\nmain(); 0")
        #expect(run.output == "0\n")
        #expect(run.errors.hasPrefix("[stdin]:1\nasync function main() { throw new Error('boom') }\n"))
        #expect(run.errors.contains("\n\nError: boom\n    at main ([stdin]:1:"))
        #expect(run.status == 1)
    }

    @Test func aRejectionThatIsHandledIsNone() async throws {
        let run = try await Program.run("run", "-e", "Promise.reject(1).catch(() => {}); 2")
        #expect(run.output == "2\n" && run.errors == "" && run.status == 0)
    }

    @Test func jsonCarriesUnhandledRejections() async throws {
        let run = try await Program.run(
            "run", "--json", "-e", "Promise.reject(new TypeError('x')); Promise.reject(5); 1")
        let line = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(line["result"] as? Int == 1)
        let rejections = try #require(line["unhandledRejections"] as? [[String: Any]])
        #expect(rejections.map { $0["kind"] as? String } == ["exception", "exception"])
        #expect(rejections.map { $0["message"] as? String } == ["x", "Uncaught 5"])
        #expect((rejections[0]["stack"] as? String)?.contains("TypeError: x\n    at [eval]:1:") == true)
        #expect(run.status == 1)
    }

    @Test func aFixedGlobalIsRefusedAsSandbox() async throws {
        let run = try await Program.run("run", "--sandbox", #"{"limit":9,"NaN":3}"#, "-e", "1")
        #expect(run.status == 64)
        #expect(run.errors.contains("NaN"))
    }

    @Test(arguments: [
        (
            "throw new Error('outer', { cause: new TypeError('root reason') })",
            ["Error: outer\n", "[cause]: TypeError: root reason"]
        ),
        (
            "throw Object.assign(new Error('p'), { code: 'E1', path: '/x' })",
            ["Error: p\n", "code: 'E1',\n", "path: '/x'\n"]
        ),
        (
            "throw new AggregateError([new Error('one')], 'many')",
            ["AggregateError: many\n", "[errors]: [\n", "Error: one"]
        ),
    ])
    func anUncaughtErrorIsShownWithAllThatItHas(_ code: String, _ texts: [String]) async throws {
        let run = try await Program.run("run", "-e", code)
        for text in texts { #expect(run.errors.contains(text), "\(text)") }
        #expect(run.status == 1)
    }

    /// The name and the message of these come from getters.
    @Test(arguments: [
        (
            "throw new DOMException('the message', 'DataError')",
            "\nDOMException [DataError]: the message\n    at [eval]:1:"
        ),
        ("AbortSignal.abort().throwIfAborted()", "\nDOMException [AbortError]: This operation was aborted\n    at "),
        ("structuredClone(() => 1)", "\nDOMException [DataCloneError]: a function could not be cloned.\n    at "),
        ("Promise.reject(new DOMException('m', 'DataError'))", "\nDOMException [DataError]: m\n    at [eval]:1:"),
        (
            "throw new Error('e', { cause: new DOMException('m', 'DataError') })",
            "[cause]: DOMException [DataError]: m\n"
        ),
        ("console.error(new DOMException('m', 'DataError'))", "DOMException [DataError]: m\n    at [eval]:1:"),
        (
            "class E extends Error { get message() { return 'dyn' } get name() { return 'E2' } }; throw new E",
            "\nE2: dyn\n    at [eval]:1:"
        ),
    ])
    func anErrorWithGettersIsShownWithItsNameAndMessage(_ code: String, _ expected: String) async throws {
        let run = try await Program.run("run", "-e", code)
        #expect(run.errors.contains(expected) || run.errors.hasPrefix(expected), "\(run.errors)")
    }

    @Test(arguments: [
        ("throw Object.assign(new Error('real'), { big: 'x'.repeat(70e6) })", ["big"]),
        (
            "let d = {}; const r = d; for (let i = 0; i < 3000; i++) d = d.x = {}; throw Object.assign(new Error('real'), { deep: r })",
            ["deep"]
        ),
        (
            "throw Object.defineProperty(new Error('real'), 'bad', { get() { throw new Error('getter') }, enumerable: true })",
            ["bad"]
        ),
        ("throw Object.assign(new Error('real'), { proxy: new Proxy({}, { ownKeys() { throw 1 } }) })", ["proxy"]),
        (
            "throw new Error('real', { cause: Object.defineProperty(new Error('c'), 'bad', { get() { throw 1 }, enumerable: true }) })",
            ["cause.bad"]
        ),
    ])
    func anErrorArrivesWhateverHangsOnIt(_ code: String, _ omitted: [String]) async throws {
        let run = try await Program.run("run", "--json", "-e", code)
        let line = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let error = try #require(line?["error"] as? [String: Any])
        #expect(error["kind"] as? String == "exception")
        #expect(error["message"] as? String == "real")
        #expect((error["stack"] as? String)?.contains("Error: real\n    at [eval]:1:") == true)
        #expect(error["omitted"] as? [String] == omitted)
        #expect(run.status == 1)
    }

    @Test func aMessageThatIsTooLongIsCut() async throws {
        let run = try await Program.run(
            "run", "--json", "-e", "throw Object.assign(new Error('y'.repeat(70e6)), { code: 1 })")
        let line = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let error = try #require(line?["error"] as? [String: Any])
        #expect((error["message"] as? String)?.hasSuffix("yy... 69990000 more characters") == true)
        #expect(error["omitted"] as? [String] == ["message", "stack", "code"])
    }

    @Test func aResultArrivesThoughTheSandboxCantBeRead() async throws {
        let code = "Object.defineProperty(globalThis, 'g', { get() { throw new Error('no') }, enumerable: true }); 5"
        let run = try await Program.run("run", "--json", "-e", code)
        let line = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(line["result"] as? Int == 5)
        #expect((line["sandboxError"] as? [String: Any])?["message"] as? String == "no")
        #expect(run.status == 1)
    }
}
