import Synchronization
import Testing
@testable import Isolates

/// What `util.inspect`, `util.format` and the console write, as Node 20 wrote it for the same code.
@Suite struct InspectionTests {
    struct Case: Decodable, Sendable {
        let code: String
        let node: String
    }

    @Test(.timeLimit(.minutes(1)))
    func inspectsAsNode() async throws {
        let cases = try Fixture.load("inspect.json", as: [Case].self)
        #expect(cases.count > 300)
        try await withMachine { machine in
            try await machine.run("Error.stackTraceLimit = 0")
            for one in cases { #expect(try await inspected(one.code, machine) == one.node, "\(one.code)") }
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

    private func inspected(_ code: String, _ machine: Machine) async throws -> String? {
        let literal = Value.array([Value(code)]).description.dropFirst().dropLast()
        let script = machine.supervisor.makeScript("(0, eval)(\(literal))")
        do { return try await machine.context.run(script, RunOptions(inspectsResult: true)).inspected } catch { return "\(error)" }
    }

    /// What the console wrote, as the fixtures have it.
    private final class Written: Sendable {
        private let text = Mutex("")

        var configuration: Supervisor.Configuration {
            Supervisor.Configuration(console: { entry in
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
