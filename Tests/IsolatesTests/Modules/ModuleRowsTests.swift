import Testing
@testable import Isolates

/// Graphs of modules as Node has them: `Fixtures/modules.js` played each through its `vm.SourceTextModule`.
@Suite struct ModuleRowsTests {
    struct Row: Decodable, Sendable {
        let name: String
        let modules: [String: String]
        let expected: [String]
    }

    @Test func theTableIsLongEnough() throws {
        #expect(try Fixture.load("modules.json", as: [Row].self).count >= 280)
    }

    @Test(.timeLimit(.minutes(2)))
    func graphsRunAsInNode() async throws {
        let rows = try Fixture.load("modules.json", as: [Row].self)
        try await withSupervisor { supervisor in
            for row in rows {
                let lines = try await play(row, supervisor)
                #expect(lines == row.expected, "\(row.name): \(row.modules)")
            }
        }
    }

    private func play(_ row: Row, _ supervisor: Supervisor) async throws -> [String] {
        var map: Value.Object = [:]
        for (id, source) in row.modules where id != "main" { map[id] = .string(JSString(source)) }
        var options = ContextOptions(recovery: .discard)
        options.moduleSettings = .map(map)
        let context = try await supervisor.createContext(options: options)
        defer { context.dispose() }
        try await supervisor.runInContext(
            "var lines = []; var log = (...values) => void lines.push(values.map(String).join(' '))", context)
        let end = await end(of: row.modules["main"]!, context, supervisor)
        let lines: [String] = try await supervisor.runInContext("lines", context)
        return lines + [end]
    }

    private func end(of main: String, _ context: Context, _ supervisor: Supervisor) async -> String {
        do {
            let namespace = try await supervisor.runInContext(
                main, context, type: .module, filename: "main", timeout: .seconds(10))
            guard case .object(let exports) = namespace.bare, exports.class == .module else { return "no namespace" }
            return "exports \(exports.keys.map(\.description).joined(separator: ","))"
        } catch {
            guard let exception = error.exception else { return "\(error)" }
            return "throws \(exception.name?.description ?? exception.value.description)"
        }
    }
}
