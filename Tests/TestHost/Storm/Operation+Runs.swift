import Isolates

extension Operation {
    static let runs = [
        Operation("run that returns") { task, modelled in
            task.expect(modelled.n + 1, await task.run("n += 1", modelled), of: modelled)
        },
        Operation("run that throws") { task, modelled in
            let expected = modelled.n + 1
            switch await task.run("n += 1; throw n", modelled) {
            case .success(let n): task.fault("\(modelled.context.id) gave \(n) where it was to throw")
            case .failure(let error) where error.code == .exception:
                modelled.n = expected
                if error.exception?.value.int != expected { task.fault("\(error) where \(expected) was to be thrown") }
            case .failure(let error): task.expect(expected, .failure(error), of: modelled)
            }
        },
        Operation("runs in a row") { task, modelled in
            for _ in 0..<10 where !modelled.isGone {
                task.expect(modelled.n + 1, await task.run("n += 1", modelled), of: modelled)
            }
        },
        Operation("script") { task, modelled in
            let script = await task.ask("a script") { () async throws(VMError) in
                try await modelled.instance.supervisor.script("n += 1")
            }
            guard case .success(let script) = script else {
                if case .failure(let error) = script { task.refused(error, modelled.instance) }
                return
            }
            let answer = await task.ask("the script in \(modelled.context.id)") { () async throws(VMError) in
                try await script.runInContext(modelled.context).int ?? .min
            }
            task.expect(modelled.n + 1, answer, of: modelled)
        },
        Operation("script that does not compile") { task in
            let instance = task.instance
            let script = await task.ask("a script") { () async throws(VMError) in
                try await instance.supervisor.script("n +")
            }
            switch script {
            case .success: task.fault("n + has compiled")
            case .failure(let error) where error.code == .compilation: break
            case .failure(let error): task.refused(error, instance)
            }
        },
        Operation("run in a new context") { task in
            let instance = task.instance
            let answer = await task.ask("a + b") { () async throws(VMError) in
                try await instance.supervisor.runInNewContext("a + b", ["a": 3, "b": 4]).int
            }
            switch answer {
            case .success(let sum): if sum != 7 { task.fault("3 + 4 is \(String(describing: sum))") }
            case .failure(let error): task.refused(error, instance)
            }
        },
        Operation("run in this context") { task in
            let instance = task.instance
            let answer = await task.ask("6 * 7") { () async throws(VMError) in
                try await instance.supervisor.runInThisContext("6 * 7").int
            }
            switch answer {
            case .success(let product): if product != 42 { task.fault("6 * 7 is \(String(describing: product))") }
            case .failure(let error): task.refused(error, instance)
            }
        },
        Operation("statistics") { task, modelled in
            let statistics = modelled.instance.supervisor.statistics
            let rollbacks = modelled.context.statistics.rollbacks
            if statistics.contexts < 0 || statistics.workers < 0 { task.fault("\(statistics)") }
            if rollbacks > 0, modelled.recovery == .discard {
                task.fault("\(modelled.context.id): \(rollbacks) rollbacks")
            }
        },
        Operation("flood of the console") { task, modelled in
            if !modelled.isRead {
                modelled.isRead = true
                let entries = modelled.context.consoleEntries()
                // This task ends with the context.
                Task { for await _ in entries { try? await Task.sleep(for: .microseconds(500)) } }
            }
            let code = "for (let i = 0; i < 100; i += 1) console.log(i, 'x'.repeat(2e4)); n += 1"
            task.expect(modelled.n + 1, await task.run(code, modelled), of: modelled)
        },
    ]
}
