import Foundation
import Measuring

/// Runs of `count += 1`, one at a time and many at once.
final class RunRows: RowGroup {
    static let title = "Runs over the rpc"
    static let slug = "runs"
    static let names = ["run", "64 in flight", "64 in flight, 8 contexts"]
    private static let inFlight = 64
    private static let runs = 1_000

    private let rpc: RPC
    private let node: JobProcess
    private let miniRacer: JobProcess
    private let cat: LineProcess
    private let server: LineProcess?
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        rpc = try RPC(programs)
        node = try programs.nodeJobs("peers.js")
        miniRacer = try programs.miniRacerJobs()
        cat = try LineProcess([programs.cat])
        let script = programs.scripts.appending(path: "peersContexts.js").path
        server = try programs.node.map { try LineProcess([$0, script]) }
        try addOneAtATime()
        try addManyAtOnce()
    }

    func end() {
        rpc.end()
        node.end()
        miniRacer.end()
        cat.end()
        server?.end()
    }

    private func addOneAtATime() throws {
        let line = RPC.run("count += 1", in: try rpc.makeContext())
        let counting = Counting()
        rows.append(
            Row(
                name: "run", title: "count += 1 over the rpc, one at a time (recovery: discard)",
                ours: Contestant("isolates rpc", times: 300) { [rpc] in
                    rpc.ask(line)
                } check: {
                    try counting.check(Self.count(in: $0))
                },
                peers: [
                    Contestant("cat, the same line", times: 300) { [cat] in
                        cat.answer(to: line)
                    } check: {
                        try expect($0, is: Array(line.dropLast()))
                    },
                    node.contestant("Node's child_process.fork", "child_process.fork", times: 300),
                    node.contestant("Node's worker_threads", "worker_threads", times: 300),
                    node.contestant("Node's vm with a timeout", "vm with a timeout", times: 300),
                    node.contestant("Node's vm", "vm", times: 300),
                    miniRacer.contestant("mini-racer", "run", times: 300),
                ]))
    }

    private func addManyAtOnce() throws {
        let rollback = try contexts(1, recovery: "rollback")
        let discard = try contexts(1, recovery: "discard")
        rows.append(
            Row(
                name: "64 in flight",
                title: "count += 1 over the rpc, 64 on the way at once, for each (recovery: rollback)",
                ours: pipelined("isolates rpc", rollback),
                peers: [
                    pipelined("isolates rpc with recovery: discard", discard),
                    servedByNode("a server with a Node process for each context", contexts: 1),
                ]))
        rows.append(
            Row(
                name: "64 in flight, 8 contexts",
                title: "count += 1 over the rpc, 64 on the way at once, in eight contexts in turns",
                ours: pipelined("isolates rpc", try contexts(8, recovery: "rollback")),
                peers: [
                    pipelined("the same in one context", rollback),
                    pipelined(
                        "isolates rpc with recovery: discard", try contexts(8, recovery: "discard")),
                    servedByNode("a server with a Node process for each context", contexts: 8),
                ]))
    }

    private func contexts(_ count: Int, recovery: String) throws -> [String] {
        try (0..<count).map { _ in try rpc.makeContext(recovery: recovery) }
    }

    /// Runs in contexts in turn. Afterwards, each must have counted its runs.
    private func pipelined(_ title: String, _ contexts: [String]) -> Contestant {
        let lines = contexts.map { RPC.run("count += 1", in: $0) }
        return Contestant(title) { [rpc] in
            let before = try contexts.map { try Self.count(in: rpc.ask(RPC.run("count", in: $0))) }
            let start = now()
            rpc.process.answers(to: lines, count: Self.runs, inFlight: Self.inFlight)
            let time = (now() - start) / UInt64(Self.runs)
            for (context, count) in zip(contexts, before) {
                let runs = try Self.count(in: rpc.ask(RPC.run("count", in: context))) - count
                try expect(runs, is: Self.runs / contexts.count)
            }
            return Samples([time])
        }
    }

    private func servedByNode(_ title: String, contexts count: Int) -> Contestant {
        let contexts = (0..<count).map { "\(count) contexts: \($0)" }
        func line(_ context: String, _ code: String) -> [UInt8] {
            Array("{\"id\":1,\"context\":\"\(context)\",\"code\":\"\(code)\"}\n".utf8)
        }
        let lines = contexts.map { line($0, "count += 1") }
        var rounds = 0
        return Contestant(title, absence: server == nil ? Programs.nodeIsMissing : nil) { [server] in
            let start = now()
            server!.answers(to: lines, count: Self.runs, inFlight: Self.inFlight)
            let time = (now() - start) / UInt64(Self.runs)
            rounds += 1
            for context in contexts {
                let answer = String(decoding: server!.answer(to: line(context, "count")), as: UTF8.self)
                try expect(answer, is: #"{"id":1,"result":\#(rounds * Self.runs / count)}"#)
            }
            return Samples([time])
        }
    }

    private static func count(in answer: [UInt8]) throws -> Int {
        let text = String(decoding: try RPC.result(in: answer), as: UTF8.self)
        guard let count = Int(text.drop { !$0.isNumber }.dropLast()) else {
            throw WrongAnswer(text, expected: "a count")
        }
        return count
    }
}
