import Isolates
import Testing

/// Both sides write more than any pipe holds, at the same time.
@Suite(.timeLimit(.minutes(2))) struct LargeCallTests {
    /// Each call has its arguments on the way to the host while the results of those before come back.
    @Test(arguments: [false, true])
    func largeArgumentsAndResults(isAsync: Bool) async throws {
        let length = 4 << 20
        let echo = Value.function("echo", isAsync: isAsync, call: { call in call.arguments[0] })
        try await withMachine(["echo": echo]) { machine in
            let code = """
                (async () => {
                    const calls = [];
                    for (let i = 0; i < 5; i += 1) calls.push(echo(String(i).repeat(\(length))));
                    const results = await Promise.all(calls);
                    return results.map((text, i) => text === String(i).repeat(\(length)));
                })()
                """
            try await machine.expect(
                code, gives: [true, true, true, true, true], timeout: .seconds(60), awaitPromise: true)
        }
    }

    /// A result of 20 MB with console entries of 20 MB before it, from a sandbox of 20 MB.
    @Test func consoleAndSandbox() async throws {
        let entries = Collected()
        let configuration = Supervisor.Configuration(console: { entry in
            await entries.add(entry.arguments.first?.string?.utf8.count ?? 0)
        })
        let large = String(repeating: "a", count: 20 << 20)
        try await withMachine(["large": Value(large)], configuration) { machine in
            let code = "for (let i = 0; i < 20; i += 1) console.log(large.slice(0, 1 << 20)); large"
            let result = try await machine.run(code, timeout: .seconds(60))
            #expect(result == Value(large))
            let written = await entries.all
            #expect(written == Array(repeating: 1 << 20, count: 20))
            let sandbox = try await machine.context.sandbox
            #expect(sandbox == ["large": Value(large)])
        }
    }

    private actor Collected {
        var all: [Int] = []

        func add(_ count: Int) { all.append(count) }
    }
}
