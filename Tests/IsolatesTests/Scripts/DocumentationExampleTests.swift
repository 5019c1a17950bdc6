import Isolates
import Testing

/// The three examples of Node 8's `vm` documentation, with exactly its results.
@Suite(.timeLimit(.minutes(1))) struct DocumentationExampleTests {
    @Test func scriptRunInContext() async throws {
        try await withCheckedSupervisor { supervisor in
            let context = try await supervisor.createContext(["animal": "cat", "count": 2])
            let script = try await supervisor.script(#"count += 1; name = "kitty";"#)
            for _ in 0..<10 {
                let result: Value = try await script.runInContext(context)
                #expect(result == "kitty")
            }
            // Value.Object's equality has the order of keys in it.
            #expect(try await context.sandbox == ["animal": "cat", "count": 12, "name": "kitty"])
        }
    }

    @Test func scriptRunInNewContext() async throws {
        try await withCheckedSupervisor { supervisor in
            let script = try await supervisor.script(#"globalVar = "set""#)
            let contexts = [
                try await supervisor.createContext([:]), try await supervisor.createContext([:]),
                try await supervisor.createContext([:]),
            ]
            for context in contexts { try await script.runInContext(context) }
            for context in contexts { #expect(try await context.sandbox == ["globalVar": "set"]) }
        }
    }

    /// The documentation's loop again, by the call that it documents: the sandbox is a copy, so what a run leaves is read inside it.
    @Test func eachNewContextIsNew() async throws {
        try await withCheckedSupervisor { supervisor in
            let script = try await supervisor.script(
                #"const before = typeof globalVar; globalVar = "set"; [before, globalVar, Object.keys(globalThis)]"#)
            for _ in 0..<3 {
                let result: Value = try await script.runInNewContext()
                #expect(result == ["undefined", "set", ["globalVar"]])
            }
        }
    }

    @Test func scriptRunInThisContext() async throws {
        try await withCheckedSupervisor { supervisor in
            // global.globalVar = 0
            try await supervisor.runInThisContext("globalThis.globalVar = 0")
            let script = try await supervisor.script("globalVar += 1", filename: "myfile.vm")
            for _ in 0..<1000 { try await script.runInThisContext() }
            #expect(try await supervisor.runInThisContext("globalVar") == 1000)
        }
    }
}
