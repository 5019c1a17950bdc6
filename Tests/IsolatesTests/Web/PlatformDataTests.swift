import Testing

@testable import Isolates

/// The web's own data: `urltestdata.json` and `setters_tests.json` of web-platform-tests/wpt and `encodings.json` of
/// whatwg/encoding, as they were in July 2026, without comments.
@Suite(.timeLimit(.minutes(2))) struct PlatformDataTests {
    /// Gives what is wrong with each row, by a function of JavaScript that gets a row and returns what is wrong with it,
    /// or undefined.
    private func faults(of rows: String, by check: String) async throws -> [String] {
        // With lone surrogates, which Foundation does not read.
        let data = try Value(json: try Fixture.bytes(of: "wpt.json"))
        return try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                ["rows": data[rows] ?? .undefined],
                options: ContextOptions(recovery: .discard, globals: [.url, .encoding]))
            return try await supervisor.runInContext(
                "rows.map(row => [row, (\(check))(...row)]).filter(([, fault]) => fault).map(x => JSON.stringify(x))",
                context, timeout: .seconds(60))
        }
    }

    @Test func urlsAreParsed() async throws {
        let faults = try await faults(
            of: "urls",
            by: """
                (input, base, expected) => {
                    let url
                    try { url = new URL(input, base ?? undefined) } catch (error) {
                        return expected === null && error instanceof TypeError ? undefined : `throws ${error}`
                    }
                    if (expected === null) return url.href
                    return Object.keys(expected).find(key => url[key] !== expected[key])
                }
                """)
        #expect(faults == [])
    }

    @Test func partsOfURLsAreSet() async throws {
        let faults = try await faults(
            of: "setters",
            by: """
                (name, href, value, expected) => {
                    const url = new URL(href)
                    url[name] = value
                    return Object.keys(expected).find(key => url[key] !== expected[key])
                }
                """)
        #expect(faults == [])
    }

    /// Of the encodings those are there that web-globals.md names; each is known by all of its labels.
    @Test func encodingsHaveTheirLabels() async throws {
        let faults = try await faults(
            of: "labels",
            by: """
                (label, name) => {
                    const known = ["utf-8", "utf-16le", "utf-16be", "windows-1252"].includes(name)
                    for (const text of [label, label.toUpperCase(), ` \\t${label}\\n`]) {
                        try {
                            const { encoding } = new TextDecoder(text)
                            if (!known || encoding !== name) return encoding
                        } catch (error) {
                            if (known || !(error instanceof RangeError)) return `${error}`
                        }
                    }
                }
                """)
        #expect(faults == [])
    }

    /// Node's structuredClone makes plain objects of them; the standard does not, and clones their name and message.
    @Test func exceptionsOfTheWebAreCloned() async throws {
        try await withSupervisor { supervisor in
            let options = ContextOptions(recovery: .discard, globals: WebGlobals.all)
            let text: String = try await supervisor.runInNewContext(
                """
                const copy = structuredClone(Object.assign(new DOMException("m", { name: "AbortError", cause: 1 }), { x: 2 }));
                [copy instanceof DOMException, copy.name, copy.message, copy.code, copy.cause, copy.x].join();
                """, contextOptions: options)
            #expect(text == "true,AbortError,m,20,,")
        }
    }

    /// Node 20 makes plain objects of most of these; by the standard none of them is serializable.
    @Test(arguments: [
        "new URL('http://a')", "new URLSearchParams()", "new Headers()", "new Response()", "new Request('http://a')",
        "new AbortController()", "AbortSignal.abort()", "new Event('e')", "new (class extends EventTarget {})()",
        "new TextEncoder()", "new TextDecoder()", "performance", "performance.mark('m')", "crypto", "crypto.subtle",
        "new URLSearchParams('a').entries()", "setTimeout(() => {})", "({ deep: [new URL('http://a')] })",
    ])
    func whatIsNotSerializableIsRefused(_ code: String) async throws {
        try await withSupervisor { supervisor in
            let options = ContextOptions(recovery: .discard, globals: WebGlobals.all)
            let fetch = Value.function("fetch", length: 1, isAsync: true) { _ in .null }
            let name: String = try await supervisor.runInNewContext(
                "try { structuredClone(\(code)); 'cloned' } catch (error) { error.name }", ["fetch": fetch],
                contextOptions: options)
            #expect(name == "DataCloneError")
        }
    }

    @Test func prototypesOfInterfacesAreOrdinaryObjects() async throws {
        try await withSupervisor { supervisor in
            let options = ContextOptions(recovery: .discard, globals: WebGlobals.all)
            let text: String = try await supervisor.runInNewContext(
                "JSON.stringify([structuredClone({ ...new URL('http://a') }), structuredClone(Math), { a: 1 }])",
                contextOptions: options)
            #expect(text == #"[{},{},{"a":1}]"#)
        }
    }
}
