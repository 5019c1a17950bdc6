import Isolates

extension Operation {
    static let kills = [
        Operation("timeout") { task, modelled in
            let timeout = task.milliseconds(1...30)
            task.expect([.timeout], await task.run("n += 100; for (;;);", modelled, timeout: timeout), of: modelled)
        },
        Operation("timeout of a regular expression") { task, modelled in
            let code = "n += 100; for (;;) /^(?:(a+)+$|.*b$)/.test('a'.repeat(24) + 'b');"
            task.expect([.timeout], await task.run(code, modelled, timeout: task.milliseconds(1...30)), of: modelled)
        },
        Operation("CPU timeout") { task, modelled in
            let timeout = task.milliseconds(1...20)
            task.expect([.timeout], await task.run("n += 100; for (;;);", modelled, cpuTimeout: timeout), of: modelled)
        },
        Operation("memory limit") { task in
            guard let modelled = await task.newContext(memoryLimit: .megabytes(32)) else { return }
            task.expect(1, await task.run("n += 1", modelled), of: modelled)
            guard !modelled.isGone else { return }
            let code = "n += 100; const hoard = []; for (;;) hoard.push(new Array(1e5).fill(1.5));"
            task.expect([.memoryLimit], await task.run(code, modelled), of: modelled)
        },
        Operation("timeout in a new context") { task in
            let instance = task.instance
            let timeout = task.milliseconds(1...30)
            let answer = await task.ask("an endless run") { () async throws(VMError) in
                try await instance.supervisor.runInNewContext("for (;;);", timeout: timeout)
            }
            switch answer {
            case .success(let value): task.fault("an endless run gave \(value)")
            case .failure(let error) where error.code == .timeout: break
            case .failure(let error): task.refused(error, instance)
            }
        },
        Operation("cancellation near the timeout") { task, modelled in
            let timeout = task.milliseconds(5...20)
            let (supervisor, context) = (modelled.instance.supervisor, modelled.context)
            let run = Task { () async -> Result<Int, VMError> in
                do throws(VMError) {
                    return .success(
                        try await supervisor.runInContext("n += 100; for (;;);", context, timeout: timeout).int ?? .min)
                } catch { return .failure(error) }
            }
            try? await Task.sleep(for: timeout + .microseconds(.random(in: -1_000...2_000, using: &task.dice)))
            run.cancel()
            let answer = await task.ask("a run of \(context.id) that was cancelled") { () async throws(VMError) in
                try await run.value.get()
            }
            task.expect([.timeout, .interrupted], answer, of: modelled)
        },
        Operation("cancellation in the queue") { task, modelled in
            let (supervisor, context) = (modelled.instance.supervisor, modelled.context)
            let busy = Task { () async -> Result<Int, VMError> in
                do throws(VMError) {
                    return .success(
                        try await supervisor.runInContext(
                            "{ const end = Date.now() + 10; while (Date.now() < end); } n += 1", context
                        ).int ?? .min)
                } catch { return .failure(error) }
            }
            let queued = Task { () async -> Result<Int, VMError> in
                do throws(VMError) {
                    return .success(try await supervisor.runInContext("n += 10", context).int ?? .min)
                } catch { return .failure(error) }
            }
            try? await Task.sleep(for: task.milliseconds(0...12))
            queued.cancel()
            let second = await task.ask("a queued run of \(context.id)") { () async throws(VMError) in
                try await queued.value.get()
            }
            let first = await task.ask("a run of \(context.id)") { () async throws(VMError) in
                try await busy.value.get()
            }
            task.expectQueued(first, cancelled: second, of: modelled)
        },
    ]
}

extension StormTask {
    /// Checks two runs of which the second was cancelled. Either may have come first.
    func expectQueued(_ first: Result<Int, VMError>, cancelled second: Result<Int, VMError>, of modelled: Modelled) {
        let before = modelled.n
        if case .success(let n) = second {
            guard n == before + 10 || n == before + 11 else { return fault("\(n) where n was \(before)") }
            return expect(n == before + 10 ? before + 11 : before + 1, first, of: modelled, leaving: before + 11)
        }
        guard case .failure(let error) = second, error.code == .interrupted else {
            return expect([.interrupted], second, of: modelled)
        }
        killed(modelled, error)
        if modelled.isGone, case .failure(let error) = first, error.code == .disposed { return }
        expect(before + 1, first, of: modelled)
    }

    private func expect(_ expected: Int, _ answer: Result<Int, VMError>, of modelled: Modelled, leaving n: Int) {
        expect(expected, answer, of: modelled)
        modelled.n = n
    }
}
