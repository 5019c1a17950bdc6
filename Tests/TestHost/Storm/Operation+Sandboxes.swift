import Isolates

extension Operation {
    /// Each has its own timeout. Otherwise the last run's would apply, which may be a millisecond.
    static let sandboxes = [
        Operation("sandbox read") { task, modelled in
            let answer = await task.ask("the sandbox of \(modelled.context.id)") { () async throws(VMError) in
                try await modelled.context.sandbox(timeout: .seconds(60))["n"]?.int ?? .min
            }
            task.expect(modelled.n, answer, of: modelled)
        },
        Operation("property read") { task, modelled in
            let answer = await task.ask("n of \(modelled.context.id)") { () async throws(VMError) in
                try await modelled.context.get("n", timeout: .seconds(60)).int ?? .min
            }
            task.expect(modelled.n, answer, of: modelled)
        },
        Operation("property set") { task, modelled in
            let new = Int.random(in: 0..<1_000, using: &task.dice)
            let answer = await task.ask("n of \(modelled.context.id) set") { () async throws(VMError) in
                try await modelled.context.set("n", to: .number(Double(new)), timeout: .seconds(60))
                return new
            }
            task.expect(new, answer, of: modelled)
        },
        Operation("properties assigned and removed") { task, modelled in
            let answer = await task.ask("properties of \(modelled.context.id)") { () async throws(VMError) in
                try await modelled.context.assign(["a": 1, "b": "two"], timeout: .seconds(60))
                try await modelled.context.assign([:], removing: ["a", "b"], timeout: .seconds(60))
                return try await modelled.context.get("a", timeout: .seconds(60)).isUndefined
            }
            task.expect(modelled.n, answer.map { $0 ? modelled.n : .min }, of: modelled)
        },
        Operation("endless getter") { task, modelled in
            let code = "n += 100; ({ get endless() { for (;;); } })"
            task.expect([.timeout], await task.run(code, modelled, timeout: task.milliseconds(1...20)), of: modelled)
        },
    ]
}
