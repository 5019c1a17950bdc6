import Testing
@testable import Isolates

/// Global objects as Node's contextified sandboxes, and what scripts give in them: the tables were played through Node
/// 20 by `Fixtures/globals.js` and `Fixtures/scripts.js`.
@Suite struct GlobalsTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        /// JSON, with the keys in order.
        let sandbox: String
        let code: [String]
        let results: [String]
        let after: String
        var testDescription: String { name }
    }

    @Test func theTableIsLongEnough() throws {
        #expect(try Fixture.load("globals.json", as: [Row].self).count >= 60)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["globals.json", "scripts.json"])
    func globalsBehaveAsInNode(_ table: String) async throws {
        let rows = try Fixture.load(table, as: [Row].self)
        try await withSupervisor { supervisor in
            for row in rows {
                let sandbox = try #require(try Value(json: Array(row.sandbox.utf8)).object)
                let context = try await supervisor.createContext(sandbox)
                let machine = Machine(supervisor: supervisor, context: context)
                var results: [String] = []
                for code in row.code { results.append(await outcome(code, machine)) }
                let here = GlobalsHere.rows[row.name]
                #expect(results == here?.results ?? row.results, "\(row.name): \(row.code)")
                let after = plain(.object(try await context.sandbox))
                #expect(after == here?.after ?? row.after, "\(row.name): the sandbox after \(row.code)")
                context.dispose()
            }
        }
    }

    private func outcome(_ code: String, _ machine: Machine) async -> String {
        do {
            return plain(try await machine.run(code))
        } catch {
            guard let error = error as? VMError else { return "\(error)" }
            return error.exception.map { "throws \($0.name ?? "\($0.value)")" } ?? "\(error.code): \(error)"
        }
    }

    /// As `plain` of `globals.js`.
    private func plain(_ value: Value) -> String {
        switch value {
        case .symbol: "symbol"
        case .function(let function): "function \(function.name)"
        case .array(let elements): "[" + elements.map(plain).joined(separator: ",") + "]"
        case .object(let object):
            "{"
                + object.map { "\(Value.array([.string($0)]).description.dropFirst().dropLast()):\(plain($1))" }
                .joined(separator: ",") + "}"
        case .string: String(Value.array([value]).description.dropFirst().dropLast())
        default: value.description
        }
    }
}
