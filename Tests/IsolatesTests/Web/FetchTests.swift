import Isolates
import Testing

/// `fetch` over the program's function.
@Suite(.timeLimit(.minutes(1))) struct FetchTests {
    /// Runs code whose `fetch` the program answers. Promises are awaited.
    private func run(
        _ code: String, answer: @escaping @Sendable (Value) async throws -> Value
    ) async throws -> Value {
        try await withSupervisor { supervisor in
            try await supervisor.runInNewContext(
                code,
                [
                    "fetch": .function("fetch", isAsync: true) { (request: Value) async throws -> Value in
                        try await answer(request)
                    }
                ],
                options: RunOptions(timeout: .seconds(20), awaitPromise: true),
                contextOptions: ContextOptions(globals: WebGlobals.all))
        }
    }

    @Test func theProgramGetsTheRequestAndGivesTheResponse() async throws {
        let result = try await run(
            """
            fetch("http://a/b", { method: "post", headers: { X: "y" }, body: "text" }).then(async (response) =>
              [response.status, response.ok, response.headers.get("k"), response.url, await response.text()])
            """
        ) { request in
            #expect(request["url"] == "http://a/b" && request["method"] == "POST")
            #expect(request["headers"] == [["content-type", "text/plain;charset=UTF-8"], ["x", "y"]])
            #expect(request["body"]?.bytes == Array("text".utf8))
            return ["status": 404, "headers": ["K": "v"], "url": "http://a/c", "body": "none"]
        }
        #expect(result == [404, false, "v", "http://a/c", "none"])
    }

    /// A signal ends the wait for an answer that does not come in time.
    @Test(arguments: [
        ("AbortSignal.timeout(10)", "TimeoutError"),
        (
            "(() => { const c = new AbortController(); setTimeout(() => c.abort(), 10); return c.signal })()",
            "AbortError"
        ),
        ("AbortSignal.abort()", "AbortError"),
    ])
    func aSignalAborts(_ signal: String, _ name: String) async throws {
        let result = try await run("fetch('http://a/', { signal: \(signal) }).catch((error) => error.name)") { _ in
            try await Task.sleep(for: .seconds(1))
            return [:]
        }
        #expect(result == .string(JSString(name)))
    }

    @Test func anErrorOfTheProgramRejects() async throws {
        let result = try await run("fetch('http://a/').catch((error) => error.message)") { _ in
            throw ThrownValue(.error(Value.ErrorObject(name: "Error", message: "no network", stack: "")))
        }
        #expect(result == "no network")
    }

    private static let wrongAnswers: [(Value, String)] = [
        ("text", "must return an object with the members of a response"),
        (["body": ["a": 1]], "must be a string, bytes or null"), (["status": 99], "The status must be from 200 to 599"),
        (["headers": ["a b": "c"]], "Invalid header name"),
    ]

    @Test(arguments: wrongAnswers)
    func aWrongAnswerSaysWhatIsWrong(_ answer: Value, _ words: String) async throws {
        let result = try await run("fetch('http://a/').then(() => '', (error) => error.message)") { _ in answer }
        #expect(result.string?.description.contains(words) == true, "\(result)")
    }
}
