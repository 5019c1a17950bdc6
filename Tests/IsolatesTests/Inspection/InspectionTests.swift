import Synchronization
import Testing
@testable import Isolates
import Wire

/// What `util.inspect`, `util.format` and the console write, as Node 20 wrote it for the same code.
@Suite struct InspectionTests {
    struct Case: Decodable, Sendable {
        let code: String
        let node: String
    }

    /// Results that can't leave their worker, whatever they look like.
    static let uncrossable = [
        "(new Array(1e9))", "((()=>{const a=[];a[999999999]=1;return a})())",
        "((()=>{const a=[];a[5]=1;a[4294967294]=2;a.x=3;return a})())", "(new Proxy([1,2],{get(){throw 1}}))",
        "((()=>{let r=Proxy.revocable({},{});r.revoke();return r.proxy})())",
        "(({p:new Proxy({a:{b:{}}},{ownKeys(){throw 1}})}))",
    ]

    @Test(.timeLimit(.minutes(1)))
    func inspectsAsNode() async throws {
        let cases = try Fixture.load("inspect.json", as: [Case].self)
        #expect(cases.count > 300)
        try await withMachine { machine in
            try await machine.run("Error.stackTraceLimit = 0")
            for one in cases where !Self.uncrossable.contains(one.code) {
                #expect(try await inspected(one.code, machine) == one.node, "\(one.code)")
            }
            for code in Self.uncrossable {
                let error = try await machine.error(code)
                #expect(error.code == .valueTooLarge || error.code == .exception, "\(code)")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func formatsAsNode() async throws {
        let cases = try Fixture.load("format.json", as: [Case].self)
        #expect(cases.count > 90)
        let written = Written()
        try await withMachine([:], written.configuration) { machine in
            try await machine.run("Error.stackTraceLimit = 0")
            for one in cases {
                try await machine.run("console.log(...\(one.code))")
                #expect(written.take() == "out: \(one.node)\n", "\(one.code)")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func consoleWritesAsNode() async throws {
        let cases = try Fixture.load("console.json", as: [Case].self)
        #expect(cases.count > 20)
        let written = Written()
        try await withSupervisor(written.configuration) { supervisor in
            for one in cases {
                let context = try await supervisor.createContext()
                let machine = Machine(supervisor: supervisor, context: context)
                try await machine.run("Error.stackTraceLimit = 0")
                try await machine.run(one.code)
                #expect(written.take() == one.node, "\(one.code)")
                context.dispose()
            }
        }
    }

    /// What is called of the script's while a value is inspected gets to see nothing of the realm that inspects.
    @Test(.timeLimit(.minutes(1)))
    func customInspectionSeesItsOwnRealmAlone() async throws {
        try await withMachine { machine in
            let code = """
                const custom = Symbol.for('nodejs.util.inspect.custom');
                let tagCaller = 'unset';
                const tag = function tag() { tagCaller = tag.caller; return 'tag' };
                ({
                    [custom]: function shown(depth, options, inspect) {
                        const own = [
                            options.constructor === Object, options.stylize.constructor === Function,
                            inspect.constructor === Function, inspect.custom === custom, shown.caller === null,
                        ];
                        inspect(Object.create(Object.defineProperty({}, Symbol.toStringTag, { get: tag })));
                        own.push(tagCaller === null);
                        try { inspect(0, new Proxy({}, { get() { throw 1 } })) } catch { own.push('threw') }
                        try { (function f() { inspect({ a: f() }) })() } catch (e) { own.push(e.constructor === RangeError) }
                        return own.join()
                    },
                })
                """
            let script = machine.supervisor.makeScript(JSString(code))
            let shown = try await machine.context.run(script, RunOptions(inspectsResult: true)).inspected
            #expect(shown == "true,true,true,true,true,true,true")
        }
    }

    /// What the script's own inspection throws leaves it shown as any other object.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("({ [Symbol.for('nodejs.util.inspect.custom')]() { throw 1 }, a: 1 })", "a: 1"),
            ("({ get [Symbol.for('nodejs.util.inspect.custom')]() { throw 1 }, a: 1 })", "a: 1"),
            ("(new (class A { get [Symbol.toStringTag]() { throw 1 } }))", "A {}"),
            ("(function f() { return { [Symbol.for('nodejs.util.inspect.custom')]: f } })()", "[Symbol(nodejs"),
        ])
    func whatInspectionThrowsIsNotThrownOn(_ code: String, _ part: String) async throws {
        try await withMachine { machine in
            let script = machine.supervisor.makeScript(JSString(code))
            let shown = try await machine.context.run(script, RunOptions(inspectsResult: true)).inspected
            #expect(shown?.contains(part) == true, "\(shown ?? "")")
        }
    }

    private func inspected(_ code: String, _ machine: Machine) async throws -> String? {
        let literal = Value.array([Value(code)]).description.dropFirst().dropLast()
        let script = machine.supervisor.makeScript("(0, eval)(\(literal))")
        return try await machine.context.run(script, RunOptions(inspectsResult: true)).inspected
    }

    /// What the console wrote, as the fixtures have it.
    private final class Written: Sendable {
        private let text = Mutex("")

        var configuration: Supervisor.Configuration {
            Supervisor.Configuration(
                console: { entry in
                    let isError = entry.level == .warn || entry.level == .error
                    self.text.withLock { $0 += "\(isError ? "err" : "out"): \(entry.text ?? "no text")\n" }
                }, formatsConsole: true)
        }

        func take() -> String {
            text.withLock { text in
                defer { text = "" }
                return text
            }
        }
    }
}
