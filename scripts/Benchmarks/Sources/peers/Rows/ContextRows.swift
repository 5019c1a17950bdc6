import Measuring

/// Contexts that are made, used and disposed of.
final class ContextRows: RowGroup {
    static let title = "Contexts over the rpc"
    static let slug = "contexts"
    static let names = ["new context", "create, run, dispose", "create, run, dispose, with rollback", "fork"]

    private let rpc: RPC
    private let node: JobProcess
    private let miniRacer: JobProcess
    private let bareFork = Floor(.fork)
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        rpc = try RPC(programs)
        node = try programs.nodeJobs("peers.js")
        miniRacer = try programs.miniRacerJobs()
        rows = [
            Row(
                name: "new context", title: "runInNewContext of 1+1 over the rpc, back to back",
                ours: rpc.newContexts("isolates rpc", times: 30), peers: peers),
            Row(
                name: "create, run, dispose",
                title: "createContext, a run of 1+1, disposeContext over the rpc, back to back (discard)",
                ours: rpc.wholeLives("isolates rpc", recovery: "discard", times: 30), peers: peers),
            Row(
                name: "create, run, dispose, with rollback",
                title: "createContext, a run of 1+1, disposeContext over the rpc, back to back (rollback)",
                ours: rpc.wholeLives("isolates rpc", recovery: "rollback", times: 30), peers: peers),
        ]
        try addForks()
    }

    func end() {
        rpc.end()
        node.end()
        miniRacer.end()
    }

    private var peers: [Contestant] {
        [
            bareFork.contestant(),
            node.contestant("Node's vm, new context", "vm, new context", times: 30),
            miniRacer.contestant("mini-racer, new context", "new context", times: 10),
        ]
    }

    private func addForks() throws {
        let original = try rpc.makeContext()
        try RPC.expect(rpc.ask(RPC.run("count += 1", in: original)), gives: #"{"result":1}"#)
        rows.append(
            Row(
                name: "fork", title: "forkContext of a small context over the rpc",
                ours: Contestant("isolates rpc", times: 20) { [rpc] in
                    try rpc.make("context", "forkContext", ["context": original])
                } check: { [rpc] copy in
                    try RPC.expect(rpc.ask(RPC.run("count", in: copy)), gives: #"{"result":1}"#)
                    _ = rpc.ask(RPC.dispose(copy))
                }, peers: [bareFork.contestant()]))
    }
}

extension Floor {
    func contestant() -> Contestant {
        Contestant("a bare fork, exit and reap of a process as large") { [self] in measure(25) }
    }
}

extension RPC {
    func newContexts(_ title: String, times count: Int) -> Contestant {
        Contestant(title, times: count) { [self] in
            ask(Self.runInNewContext)
        } check: {
            try Self.expect($0, gives: #"{"result":2,"sandbox":{}}"#)
        }
    }

    func wholeLives(_ title: String, recovery: String, times count: Int) -> Contestant {
        Contestant(title, times: count) { [self] in
            let context = try makeContext(recovery: recovery)
            let answer = ask(Self.run("1+1", in: context))
            return (answer, ask(Self.dispose(context)))
        } check: { answer, disposal in
            try Self.expect(answer, gives: #"{"result":2}"#)
            try Self.expect(disposal, gives: "null")
        }
    }
}
