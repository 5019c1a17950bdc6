import Isolates
import Testing

/// The examples of Node's `vm` documentation, with its results.
@Suite(.timeLimit(.minutes(1))) struct NodeExamplesTests {
    @Test func runInContext() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["animal": "cat", "count": 2])
            let script = try await supervisor.script(#"count += 1; name = "kitty";"#)
            for _ in 0..<10 {
                #expect(try await script.runInContext(context) == "kitty")
            }
            // Equal objects have their keys in the same order.
            #expect(try await context.sandbox == ["animal": "cat", "count": 12, "name": "kitty"])
        }
    }

    @Test func runInNewContext() async throws {
        try await withSupervisor { supervisor in
            let script = try await supervisor.script(#"globalVar = "set""#)
            for _ in 0..<3 {
                #expect(try await script.runInNewContext(as: String.self) == "set")
            }
            let contexts = [
                try await supervisor.createContext(), try await supervisor.createContext(),
                try await supervisor.createContext(),
            ]
            for context in contexts { try await script.runInContext(context) }
            for context in contexts { #expect(try await context.sandbox == ["globalVar": "set"]) }
        }
    }

    @Test func runInThisContext() async throws {
        try await withSupervisor { supervisor in
            try await supervisor.runInThisContext("globalVar = 0")
            let script = try await supervisor.script("globalVar += 1", filename: "myfile.vm")
            for n in 1...1_000 {
                let result = try await script.runInThisContext(as: Int.self)
                #expect(result == n)
            }
            #expect(try await supervisor.runInThisContext("globalVar", as: Int.self) == 1_000)
        }
    }

    @Test func freeStandingRunInContext() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["globalVar": 1])
            for _ in 0..<10 { try await supervisor.runInContext("globalVar *= 2;", context) }
            #expect(try await context.sandbox == ["globalVar": 1024])
        }
    }

    @Test func freeStandingRunInNewContext() async throws {
        try await withSupervisor { supervisor in
            let sandbox: Value.Object = ["animal": "cat", "count": 2]
            let code = #"count += 1; name = "kitty"; ({ animal, count, name })"#
            let result: Value = try await supervisor.runInNewContext(code, sandbox)
            #expect(result == ["animal": "cat", "count": 3, "name": "kitty"])
            #expect(sandbox == ["animal": "cat", "count": 2])
        }
    }

    @Test func localVariablesAreOutOfReach() async throws {
        try await withSupervisor { supervisor in
            let localVar = "initial value"
            let result = try await supervisor.runInThisContext(#"localVar = "vm";"#, as: String.self)
            #expect(result == "vm")
            #expect(localVar == "initial value")
            #expect(try await supervisor.runInThisContext("localVar", as: String.self) == "vm")
            #expect(try await supervisor.runInNewContext("typeof localVar", as: String.self) == "undefined")
        }
    }
}
