import Foundation
import Measuring

/// A script that writes much.
final class ConsoleRows: RowGroup {
    static let title = "console.log"
    static let slug = "console"
    static let names = ["1,000,000 lines"]
    private static let lines = 1_000_000

    let rows: [Row]

    init(_ programs: Programs) throws {
        let script = try programs.write(
            """
            const write = typeof print === "function" ? print : (text) => console.log(text);
            for (let n = 0; n < \(Self.lines); n += 1) write(`line ${n}`);
            """, to: "lines.js")
        let output = programs.files.appending(path: "lines.txt")
        let expected = (0..<Self.lines).reduce(into: Data()) { $0.append(contentsOf: "line \($1)\n".utf8) }
        func program(_ title: String, _ path: String?, _ missing: String, _ arguments: [String]) -> Contestant {
            Contestant(title, absence: path == nil ? missing : nil, times: 1) {
                try runToEnd([path!] + arguments + [script], output: output)
            } check: {
                guard try Data(contentsOf: output) == expected else {
                    throw WrongAnswer("other text", expected: "all lines in order")
                }
            }
        }
        rows = [
            Row(
                name: "1,000,000 lines", title: "1,000,000 lines of console.log, to a file",
                ours: program("isolates run", programs.isolates, "", ["run"]),
                peers: [
                    program("node", programs.node, Programs.nodeIsMissing, []),
                    program("jsc, which has no console: print()", programs.jsc, Programs.jscIsMissing, []),
                ])
        ]
    }

    func end() {}
}
