import Isolates

extension Operation {
    static let handles = [
        Operation("function of a script") { task, modelled in
            guard let function = await task.value("(by) => n += by", modelled)?.function else { return }
            for _ in 0..<3 where !modelled.isGone {
                let answer = await task.ask("a function of \(modelled.context.id)") { () async throws(VMError) in
                    try await function.call(2).int ?? .min
                }
                task.expect(modelled.n + 2, answer, of: modelled)
            }
        },
        Operation("endless function of a script") { task, modelled in
            guard let function = await task.value("() => { n += 100; for (;;); }", modelled)?.function else { return }
            let timeout = task.milliseconds(1...20)
            let answer = await task.ask("an endless function of \(modelled.context.id)") { () async throws(VMError) in
                try await function.call(timeout: timeout)
            }
            task.expect([.timeout], answer, of: modelled)
        },
        Operation("functions that are dropped") { task, modelled in
            _ = await task.value("Array.from({ length: 50 }, (_, i) => () => i)", modelled)
        },
        Operation("promise of a script") { task, modelled in
            let expected = modelled.n + 1
            guard let promise = await task.value("Promise.resolve().then(() => n += 1)", modelled)?.promise else {
                return
            }
            modelled.n = expected
            let answer = await task.ask("a promise of \(modelled.context.id)") { () async throws(VMError) in
                try await promise.value(timeout: .seconds(60)).int ?? .min
            }
            task.expect(expected, answer, of: modelled)
        },
    ]
}

extension StormTask {
    /// The value of a run that does not change the counter; nil if the run failed, which is checked here.
    func value(_ code: String, _ modelled: Modelled) async -> Value? {
        let answer = await ask("\(code) in \(modelled.context.id)") { () async throws(VMError) in
            try await modelled.instance.supervisor.runInContext(code, modelled.context)
        }
        if case .success(let value) = answer { return value }
        expect(modelled.n, answer.map { _ in modelled.n }, of: modelled)
        return nil
    }
}
