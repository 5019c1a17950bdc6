import Measuring

/// New contexts beside a thousand live ones.
final class CrowdRows: RowGroup {
    static let title = "Contexts beside 1,000 live ones"
    static let slug = "crowd"
    static let names = ["new context beside 1,000", "create, run, dispose beside 1,000"]
    private static let size = 1_000

    private let crowded: RPC
    private let empty: RPC
    private let bareFork = Floor(.fork)
    let rows: [Row]

    init(_ programs: Programs) throws {
        crowded = try RPC(programs)
        empty = try RPC(programs)
        for _ in 0..<Self.size {
            let context = try crowded.makeContext()
            try RPC.expect(crowded.ask(RPC.run("count += 1", in: context)), gives: #"{"result":1}"#)
        }
        rows = [
            Row(
                name: "new context beside 1,000",
                title: "runInNewContext of 1+1 over the rpc, with 1,000 contexts alive",
                ours: crowded.newContexts("isolates rpc", times: 20),
                peers: [empty.newContexts("the same with none alive", times: 20), bareFork.contestant()]),
            Row(
                name: "create, run, dispose beside 1,000",
                title: "createContext, a run of 1+1, disposeContext (discard), with 1,000 contexts alive",
                ours: crowded.wholeLives("isolates rpc", recovery: "discard", times: 20),
                peers: [
                    empty.wholeLives("the same with none alive", recovery: "discard", times: 20),
                    bareFork.contestant(),
                ]),
        ]
    }

    func end() {
        crowded.end()
        empty.end()
    }
}
