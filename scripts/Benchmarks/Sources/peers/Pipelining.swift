import Foundation
import Measuring

/// Runs over the rpc with many on the way at once, beside a server that has a bare Node process for each context.
final class Pipelining {
    private static let inFlight = 64
    private static let runs = 1_000
    private let isolates: RPC
    private let withoutUndo: RPC
    private let server: LineProcess?
    let row: Row

    init(_ programs: Programs) throws {
        isolates = try RPC(programs, recovery: "rollback")
        withoutUndo = try RPC(programs)
        let script = URL(filePath: programs.peersScript).deletingLastPathComponent()
            .appending(path: "peersContexts.js")
        server = try programs.node.map { try LineProcess([$0, script.path]) }
        row = Row(
            name: "64 in flight",
            title: "count += 1 over the rpc, 64 on the way at once, for each (recovery: rollback)",
            ours: Self.contestant("isolates rpc", isolates.process, isolates.run("count += 1")),
            peers: [
                Self.contestant(
                    "isolates rpc with recovery: discard", withoutUndo.process, withoutUndo.run("count += 1")),
                Self.contestant(
                    "a server with a Node process for each context", server,
                    Array(#"{"id":1,"context":"c","code":"count += 1"}\#n"#.utf8)),
            ])
    }

    func end() {
        isolates.end()
        withoutUndo.end()
        server?.end()
    }

    private static func contestant(_ title: String, _ process: LineProcess?, _ line: [UInt8]) -> Contestant {
        Contestant(title, absence: process == nil ? "node is not installed" : nil) {
            let start = now()
            process!.answers(to: line, count: runs, inFlight: inFlight)
            return Samples([(now() - start) / UInt64(runs)])
        }
    }
}
