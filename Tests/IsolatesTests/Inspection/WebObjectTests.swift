import Testing

@testable import Isolates

/// What `util.inspect` shows of the objects of web globals, as Node 20 shows them.
@Suite(.timeLimit(.minutes(1))) struct WebObjectTests {
    @Test func inspectsAsNode() async throws {
        let cases = try Fixture.load("webObjects.json", as: [InspectionTests.Case].self)
        #expect(cases.count >= 50)
        let texts = try await inspected(cases.map(\.code))
        for (one, text) in zip(cases, texts) { #expect(text == one.node, "\(one.code)") }
    }

    @Test func theDepthCountsInThemToo() async throws {
        let mark = """
            let mark;
            for (let i = 0; i < 200; i++) mark = performance.mark('m', { startTime: i, detail: { a: mark, b: mark } });
            mark
            """
        let text = try #require(try await inspected([mark])[0])
        #expect(text.count < 2_000, "\(text)")
        #expect(text.contains("[Object]") || text.contains("[PerformanceMark]"), "\(text)")
    }

    /// Neither what a script has done to the getters nor a forged object runs the script's code.
    @Test(arguments: [
        (
            """
            Object.defineProperty(DOMException.prototype, 'name', { get() { throw 1 } });
            Object.defineProperty(DOMException.prototype, 'message', { get() { throw 1 } });
            new DOMException('m', 'DataError')
            """, "[DOMException [DataError]: m]"
        ),
        ("Object.create(DOMException.prototype)", "[DOMException [Error]]"),
        ("Object.create(URL.prototype)", "URL {}"),
        (
            "[Headers, Request, Event, AbortSignal].map((one) => Object.create(one.prototype))",
            "[ Headers {}, Request {}, Event {}, AbortSignal {} ]"
        ),
        (
            """
            for (const one of [URLSearchParams, AbortController, AbortSignal, Headers, TextDecoder]) {
                for (const key of Reflect.ownKeys(one.prototype)) {
                    if (key !== 'constructor') Object.defineProperty(one.prototype, key, { get() { throw 1 } });
                }
            }
            const search = new URLSearchParams('a=1'), controller = new AbortController(), headers = new Headers();
            const others = [Map, String, RegExp, Array];
            for (let at = 0; at < 4; at += 1) {
                const { prototype } = others[at], keys = Reflect.ownKeys(prototype);
                for (let index = 0; index < keys.length; index += 1) Reflect.deleteProperty(prototype, keys[index]);
            }
            ({ search, controller, headers })
            """,
            """
            {
              search: URLSearchParams { 'a' => '1' },
              controller: AbortController { signal: AbortSignal { aborted: false } },
              headers: Headers {}
            }
            """
        ),
        ("new (class E extends Error { get message() { throw 1 } })", "[E [Error]]"),
    ])
    func callsNoGetterOfTheScript(_ code: String, _ expected: String) async throws {
        // What is inspected by a custom inspection is not read in any other way.
        let literal = Value.array([.string(JSString(code))]).description.dropFirst().dropLast()
        let custom = "Symbol.for('nodejs.util.inspect.custom')"
        let shown = "({ [\(custom)]: (depth, options, inspect) => inspect((0, eval)(\(literal))) })"
        #expect(try await inspected([shown]) == [expected])
    }

    /// Where Node shows times, streams, or a different name.
    @Test(arguments: [
        ("new TextEncoder()", "TextEncoder { encoding: 'utf-8' }"),
        ("[[[[new URL('http://h/')]]]]", "[ [ [ [Array] ] ] ]"),
        ("[[[new URL('http://h/')]]]", "[ [ [ [URL] ] ] ]"),
        (
            "new Request('http://h/x', { method: 'post', headers: { a: '1' } })",
            "Request { method: 'POST', url: 'http://h/x', headers: Headers { a: '1' } }"
        ),
        (
            "new Response('abc')",
            """
            Response {
              status: 200,
              statusText: '',
              headers: Headers { 'content-type': 'text/plain;charset=UTF-8' },
              bodyUsed: false,
              ok: true,
              redirected: false,
              type: 'default',
              url: ''
            }
            """
        ),
        (
            "const detail = {}; detail.mark = performance.mark('m', { startTime: 1, detail })",
            """
            <ref *1> PerformanceMark {
              name: 'm',
              entryType: 'mark',
              startTime: 1,
              duration: 0,
              detail: { mark: [Circular *1] }
            }
            """
        ),
    ])
    func inspectsWhatDiffersFromNode(_ code: String, _ expected: String) async throws {
        #expect(try await inspected([code]) == [expected])
    }

    @Test(arguments: [("new Event('x')", "Event"), ("new CustomEvent('x', { detail: 1 })", "CustomEvent")])
    func inspectsEvents(_ code: String, _ name: String) async throws {
        let text = try #require(try await inspected([code]).first ?? nil)
        let start = "\(name) {\n  type: 'x',\n  defaultPrevented: false,\n  cancelable: false,\n  timeStamp: "
        #expect(text.hasPrefix(start) && text.hasSuffix("\n}"), "\(text)")
        #expect(Double(text.dropFirst(start.count).dropLast(2)) != nil)
    }

    private func inspected(_ codes: [String]) async throws -> [String?] {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(options: ContextOptions(globals: WebGlobals.all))
            try await supervisor.runInContext("Error.stackTraceLimit = 0", context)
            var texts: [String?] = []
            for code in codes {
                let literal = Value.array([.string(JSString(code))]).description.dropFirst().dropLast()
                let script = supervisor.makeScript(JSString("(0, eval)(\(literal))"))
                texts.append(try await context.run(script, RunOptions(inspectsResult: true)).inspected)
            }
            return texts
        }
    }
}
