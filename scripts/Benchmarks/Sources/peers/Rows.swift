import Foundation
import Measuring

/// All rows, and the programs that they need.
final class Rows {
    private let programs: Programs
    private let rpc: RPC
    private let node: LineProcess?
    private let cat: LineProcess
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        self.programs = programs
        rpc = try RPC(programs)
        node = try programs.node.map { try LineProcess([$0, programs.peersScript]) }
        cat = try LineProcess([programs.cat])
        addRuns()
        addValues()
        addStarts()
    }

    func end() {
        rpc.end()
        node?.end()
        cat.end()
    }

    private func addRuns() {
        let run = rpc.run("count += 1")
        rows.append(
            Row(
                name: "run", title: "count += 1 over the rpc, one at a time (recovery: discard)",
                ours: asked("isolates rpc", 300, [run]),
                peers: [
                    echo("cat, the same line", 300, [run]), inNode("child_process.fork", 300),
                    inNode("worker_threads", 300), inNode("vm with a timeout", 300), inNode("vm", 300),
                ]))
        rows.append(
            Row(
                name: "new context", title: "runInNewContext of 1+1 over the rpc, back to back",
                ours: asked("isolates rpc", 30, [RPC.runInNewContext]), peers: [inNode("vm, new context", 30)]))
    }

    private func addValues() {
        let megabyte = rpc.set("data", Records.json(5_500))
        let objects = rpc.set("data", Records.json(100_000))
        let bytes = rpc.set(
            "data", #"{"$type":"typedarray","value":{"type":"Uint8Array","data":"\#(Records.zeros(16 << 20))"}}"#)
        let read = rpc.run("data")
        rows.append(
            Row(
                name: "1 MB", title: "1 MB of objects set, then read, over the rpc",
                ours: asked("isolates rpc", 3, [megabyte, read]),
                peers: [
                    echo("cat, as many bytes", 3, [megabyte, megabyte]), inNode("worker_threads, 1 MB", 3),
                    inNode("child_process.fork, 1 MB", 3),
                ]))
        rows.append(
            Row(
                name: "100,000 objects", title: "100,000 objects set, then read, over the rpc",
                ours: asked("isolates rpc", 1, [objects, read]),
                peers: [
                    echo("cat, as many bytes", 1, [objects, objects]),
                    inNode("worker_threads, 100,000 objects", 1),
                ]))
        rows.append(
            Row(
                name: "16 MB of bytes", title: "a Uint8Array of 16 MB set, then read, over the rpc",
                ours: asked("isolates rpc", 1, [bytes, read]),
                peers: [
                    echo("cat, as many bytes", 1, [bytes, bytes]), inNode("worker_threads, 16 MB of bytes", 1),
                ]))
    }

    private func addStarts() {
        start("start", "a program that runs 1", isolates: ["run", "-e", "1"], node: ["-e", "1"], jsc: ["-e", "1"])
        for (name, path) in [("lodash", "lodash/lodash.js"), ("typescript", "typescript/lib/typescript.js")] {
            let file = "/usr/share/nodejs/" + path
            let isThere = FileManager.default.fileExists(atPath: file)
            start(
                name, "\(name).js of Debian's node-\(name), loaded cold", isolates: ["run", file], node: [file],
                jsc: [file], absence: isThere ? nil : "node-\(name) is not installed")
        }
    }

    private func start(
        _ name: String, _ title: String, isolates: [String], node: [String], jsc: [String], absence: String? = nil
    ) {
        func program(_ title: String, _ path: String?, _ arguments: [String]) -> Contestant {
            Contestant(title, absence: absence ?? (path == nil ? "\(title) is not installed" : nil), times: 2) {
                try runToEnd([path!] + arguments)
            }
        }
        rows.append(
            Row(
                name: name, title: title, ours: program("isolates run", programs.isolates, isolates),
                peers: [program("node", programs.node, node), program("jsc", programs.jsc, jsc)]))
    }

    private func asked(_ title: String, _ count: Int, _ lines: [[UInt8]]) -> Contestant {
        Contestant(title, times: count) { [rpc] in lines.forEach(rpc.ask) }
    }

    private func echo(_ title: String, _ count: Int, _ lines: [[UInt8]]) -> Contestant {
        Contestant(title, times: count) { [cat] in lines.forEach { _ = cat.answer(to: $0) } }
    }

    private func inNode(_ job: String, _ count: Int) -> Contestant {
        Contestant("Node's \(job)", absence: node == nil ? "node is not installed" : nil) { [node] in
            let answer = node!.answer(to: Array("{\"job\":\"\(job)\",\"count\":\(count)}\n".utf8))
            return Samples(try JSONDecoder().decode([UInt64].self, from: Data(answer)))
        }
    }
}

/// The values that are passed. peers.js makes the same.
private enum Records {
    static func json(_ count: Int) -> String {
        let records = (0..<count).map { id in
            #"{"id":\#(id),"name":"user \#(id)","email":"user\#(id)@example.com","active":\#(id % 2 == 0),"#
                + #""score":\#(Double(id) * 1.5),"tags":["a","b","tag\#(id % 10)"],"#
                + #""address":{"street":"\#(id) Main St","city":"Springfield","zip":"0\#(id % 10_000)"}}"#
        }
        return "[\(records.joined(separator: ","))]"
    }

    static func zeros(_ count: Int) -> String {
        Data(count: count).base64EncodedString()
    }
}
