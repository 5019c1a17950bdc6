import Isolates

extension Operation {
    static let copies = [
        Operation("fork") { task, modelled in _ = await task.fork(modelled) },
        Operation("fork of a fork") { task, modelled in
            guard let fork = await task.fork(modelled) else { return }
            task.expect(fork.n + 1, await task.run("n += 1", fork), of: fork)
            guard !fork.isGone, let second = await task.fork(fork) else { return }
            task.expect(second.n + 1, await task.run("n += 1", second), of: second)
        },
        Operation("template") { task in
            let instance = task.instance
            let answer = await task.ask("a template") { () async throws(VMError) in
                let script = try await instance.supervisor.script("function add(by) { return n += by; } add(0)")
                return try await instance.supervisor.createTemplate(
                    [script], sandbox: Modelled.sandbox(instance.supervisor))
            }
            switch answer {
            case .success(let template): task.template = (template, instance)
            case .failure(let error): task.refused(error, instance)
            }
        },
        Operation("context of a template") { task in
            guard let (template, instance) = task.template else { return }
            let answer = await task.ask("a context of \(template.id)") { () async throws(VMError) in
                try await template.createContext(["m": 5])
            }
            guard let modelled = task.made(answer, instance, .rollback, n: 0) else { return }
            task.expect(5, await task.run("add(m)", modelled), of: modelled)
        },
        Operation("template disposed") { task in
            guard let (template, instance) = task.template else { return }
            task.template = nil
            let answer = await task.ask("a context of \(template.id)") { () async throws(VMError) in
                try await template.createContext()
            }
            let modelled = task.made(answer, instance, .rollback, n: 0)
            template.dispose()
            guard let modelled else { return }
            task.expect(2, await task.run("add(2)", modelled), of: modelled)
        },
    ]
}

extension StormTask {
    func fork(_ modelled: Modelled) async -> Modelled? {
        let answer = await ask("a fork of \(modelled.context.id)") { () async throws(VMError) in
            try await modelled.context.fork()
        }
        return made(answer, modelled.instance, modelled.recovery, n: modelled.n)
    }
}
