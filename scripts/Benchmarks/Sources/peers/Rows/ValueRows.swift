import Foundation
import Measuring

/// Large values that go into a context and come back.
final class ValueRows: RowGroup {
    static let title = "Values, in and back"
    static let slug = "values"
    static let names = ["1 MB", "1 MB in a new context", "100,000 objects", "16 MB of bytes"]

    private let rpc: RPC
    private let node: JobProcess
    private let cat: LineProcess
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        rpc = try RPC(programs)
        node = try programs.nodeJobs("peers.js")
        cat = try LineProcess([programs.cat])
        let megabyte = Records.json(5_500)
        try add(
            "1 MB", "1 MB of objects set, then read, over the rpc", megabyte, times: 3,
            inNode: ["worker_threads, 1 MB", "child_process.fork, 1 MB"])
        addNewContext(megabyte)
        try add(
            "100,000 objects", "100,000 objects set, then read, over the rpc", Records.json(100_000), times: 1,
            inNode: ["worker_threads, 100,000 objects"])
        try add(
            "16 MB of bytes", "a Uint8Array of 16 MB set, then read, over the rpc", Records.bytes(16 << 20), times: 1,
            inNode: ["worker_threads, 16 MB of bytes"])
    }

    func end() {
        rpc.end()
        node.end()
        cat.end()
    }

    private func add(_ name: String, _ title: String, _ json: String, times count: Int, inNode jobs: [String]) throws {
        let context = try rpc.makeContext()
        let set = RPC.set("data", json, in: context)
        let read = RPC.run("data", in: context)
        rows.append(
            Row(
                name: name, title: title,
                ours: Contestant("isolates rpc", times: count) { [rpc] in
                    (rpc.ask(set), rpc.ask(read))
                } check: { done, value in
                    try RPC.expect(done, gives: "null")
                    try RPC.expect(value, gives: #"{"result":\#(json)}"#)
                },
                peers: [throughCat(set, times: count)]
                    + jobs.map { node.contestant("Node's \($0)", $0, times: count) }))
    }

    /// There the value comes back twice: as the result, and in the sandbox.
    private func addNewContext(_ json: String) {
        let line = RPC.line("runInNewContext", #""code":"data","sandbox":{"data":\#(json)}"#)
        rows.append(
            Row(
                name: "1 MB in a new context", title: "runInNewContext with 1 MB of objects, which come back twice",
                ours: Contestant("isolates rpc", times: 2) { [rpc] in
                    rpc.ask(line)
                } check: {
                    try RPC.expect($0, gives: #"{"result":\#(json),"sandbox":{"data":\#(json)}}"#)
                }, peers: [throughCat(line, times: 2)]))
    }

    /// As many bytes, there and back twice.
    private func throughCat(_ line: [UInt8], times count: Int) -> Contestant {
        let half = Array(line.dropLast())
        return Contestant("cat, as many bytes", times: count) { [cat] in
            (cat.answer(to: line), cat.answer(to: line))
        } check: {
            guard $0 == half, $1 == half else { throw WrongAnswer("other bytes", expected: "the same bytes") }
        }
    }
}
