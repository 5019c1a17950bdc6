import Isolates

extension Operation {
    static let hostFunctions = [
        Operation("function that answers late") { task, modelled in
            task.expect(modelled.n + 1, await task.run("n += late()", modelled), of: modelled)
        },
        Operation("function that throws") { task, modelled in
            let code = "try { fails(); } catch (thrown) { if (thrown === 'no') n += 1; } n"
            task.expect(modelled.n + 1, await task.run(code, modelled), of: modelled)
        },
        Operation("function that never returns") { task, modelled in
            let timeout = task.milliseconds(1...30)
            task.expect([.timeout], await task.run("n += 100; never()", modelled, timeout: timeout), of: modelled)
        },
        Operation("function that calls back") { task, modelled in
            task.expect(modelled.n + 2, await task.run("back(); n += 1", modelled), of: modelled)
        },
        Operation("function that calls back, and a timeout") { task, modelled in
            let timeout = task.milliseconds(1...30)
            task.expect([.timeout], await task.run("for (;;) back();", modelled, timeout: timeout), of: modelled)
        },
        Operation("function that runs in another context") { task, modelled in
            task.expect(modelled.n + 1, await task.run("n += other()", modelled), of: modelled)
        },
        Operation("asynchronous function") { task, modelled in
            let answer = await task.run("lateAsync().then(one => n += one)", modelled, awaitPromise: true)
            task.expect(modelled.n + 1, answer, of: modelled)
        },
        Operation("asynchronous functions, many") { task, modelled in
            let code = "Promise.all(Array.from({ length: 20 }, lateAsync)).then(all => n += all.length)"
            task.expect(modelled.n + 20, await task.run(code, modelled, awaitPromise: true), of: modelled)
        },
        Operation("endless continuation of an asynchronous function") { task, modelled in
            let code = "n += 100; lateAsync().then(() => { for (;;); })"
            let answer = await task.run(code, modelled, timeout: task.milliseconds(5...30), awaitPromise: true)
            task.expect([.timeout], answer, of: modelled)
        },
    ]
}
