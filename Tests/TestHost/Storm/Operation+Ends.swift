import Isolates

extension Operation {
    static let ends = [
        Operation("disposal in flight") { task, modelled in
            let (supervisor, context) = (modelled.instance.supervisor, modelled.context)
            let run = Task { () async -> Result<Int, VMError> in
                do throws(VMError) {
                    return .success(try await supervisor.runInContext("for (;;);", context).int ?? .min)
                } catch { return .failure(error) }
            }
            try? await Task.sleep(for: task.milliseconds(0...5))
            context.dispose()
            let answer = await task.ask("a run of \(context.id), which was disposed") { () async throws(VMError) in
                try await run.value.get()
            }
            modelled.isGone = true
            guard case .failure(let error) = answer, error.code == .disposed else {
                return task.fault("\(answer) where the context was disposed")
            }
            if !context.isDisposed || supervisor.isContext(context) {
                task.fault("\(context.id) is disposed and alive")
            }
        },
        Operation("contexts dropped after their answer") { task in
            for _ in 0..<5 {
                guard let modelled = await task.newContext() else { return }
                task.expect(1, await task.run("n += 1", modelled), of: modelled)
                try? await Task.sleep(for: task.milliseconds(0...2))
                task.contexts.removeAll { $0 === modelled }
            }
        },
        Operation("context dropped with a function held") { task in
            guard let modelled = await task.newContext() else { return }
            let function = await task.value("() => n", modelled)?.function
            task.contexts.removeAll { $0 === modelled }
            guard let function, !modelled.isGone else { return }
            let answer = await task.ask("a function of \(modelled.context.id)") { () async throws(VMError) in
                try await function.call().int ?? .min
            }
            task.expect(0, answer, of: modelled)
        },
        Operation("several contexts at once") { task in
            let instance = task.instance
            let answers = await withTaskGroup(of: Result<Int, VMError>.self) { group in
                for number in 0..<4 {
                    group.addTask { [pending = task.pending] in
                        await pending.ask("one of several contexts") {
                            do throws(VMError) {
                                let context = try await instance.supervisor.createContext(["n": Value(number)])
                                return .success(
                                    try await instance.supervisor.runInContext("n * 2", context).int ?? .min)
                            } catch { return .failure(error) }
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for answer in answers {
                if case .failure(let error) = answer { task.refused(error, instance) }
            }
            let results = answers.compactMap { try? $0.get() }
            if !Set(results).isSubset(of: [0, 2, 4, 6]) || Set(results).count < results.count {
                task.fault("\(answers)")
            }
        },
    ]
}
