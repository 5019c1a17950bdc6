import Foundation
import Measuring

/// Making contexts over the rpc, copying them and ending their runs, beside what bounds it.
final class CreationRows {
    private static let crowd = 1_000
    private static let timeout = 20

    private let rpc: RPC
    /// One that holds a thousand contexts.
    private let crowded: RPC
    private let fork = Floor(.fork)
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        rpc = try RPC(programs)
        crowded = try RPC(programs)
        for _ in 0..<Self.crowd { _ = try crowded.makeContext(recovery: "discard") }
        addContexts()
        try addForks()
        try addDeadlines()
    }

    func end() {
        rpc.end()
        crowded.end()
    }

    private func addContexts() {
        for recovery in ["discard", "rollback"] {
            rows.append(
                Row(
                    name: "create, run, dispose (\(recovery))",
                    title: "createContext, a run of 1+1, disposeContext over the rpc, back to back (\(recovery))",
                    ours: Contestant("isolates rpc", times: 30) { [rpc] in
                        let context = try rpc.makeContext(recovery: recovery)
                        rpc.ask(rpc.run("1+1", in: context))
                        rpc.dispose(context)
                    }, peers: [bareFork]))
        }
        rows.append(
            Row(
                name: "new context beside 1,000",
                title: "runInNewContext of 1+1 over the rpc, with 1,000 contexts alive",
                ours: runInNewContext("isolates rpc", crowded),
                peers: [bareFork, runInNewContext("the same with none alive", rpc)]))
    }

    private func addForks() throws {
        let original = try rpc.makeContext(recovery: "discard")
        rpc.ask(rpc.run("1+1", in: original))
        rows.append(
            Row(
                name: "fork", title: "forkContext of a small context, and disposeContext, over the rpc",
                ours: Contestant("isolates rpc", times: 20) { [rpc] in rpc.dispose(try rpc.fork(original)) },
                peers: [bareFork]))
    }

    /// How long after its deadline the error of a run is there.
    private func addDeadlines() throws {
        let context = try rpc.makeContext(recovery: "rollback")
        for (name, code) in [
            ("an endless loop", "while (true);"), ("a growing array", "{ const a = []; for (;;) a.push(a) }"),
        ] {
            rows.append(
                Row(
                    name: "deadline, \(name)", title: "from the deadline of \(name) to its error, over the rpc",
                    ours: Contestant("isolates rpc") { [rpc] in
                        var samples = Samples()
                        for _ in 0..<10 {
                            rpc.ask(rpc.run("1", in: context))
                            let start = now()
                            rpc.exhaust(context, code, milliseconds: Self.timeout)
                            samples.append(now() - start - UInt64(Self.timeout) * 1_000_000)
                        }
                        return samples
                    }, peers: [bareFork]))
        }
    }

    private func runInNewContext(_ title: String, _ rpc: RPC) -> Contestant {
        Contestant(title, times: 20) { rpc.ask(RPC.runInNewContext) }
    }

    private var bareFork: Contestant {
        Contestant("a bare fork, exit and reap of a process as large") { [fork] in fork.measure(20) }
    }
}
