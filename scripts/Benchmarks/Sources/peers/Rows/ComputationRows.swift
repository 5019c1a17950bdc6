import Foundation
import Measuring

/// Scripts that only compute, each the first time in its process, and after a second of the same.
final class ComputationRows: RowGroup {
    static let title = "Computations"
    static let slug = "computations"
    static let names = kinds.flatMap { kind in temperatures.map { "\(kind), \($0.name)" } }
    /// The scripts of the folder `computations`.
    private static let kinds = [
        "calls", "floats", "bytes", "strings", "maps", "sorting", "regexps", "json", "arrays", "classes",
    ]
    private static let temperatures = [
        (name: "cold", warmUp: 0, title: "the first time in a process"),
        (name: "warm", warmUp: 1_000, title: "after 1 s of the same"),
    ]

    private let programs: Programs
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        self.programs = programs
        let folder = programs.scripts.appending(path: "computations")
        let measure = try String(contentsOf: folder.appending(path: "measure.js"), encoding: .utf8)
        for kind in Self.kinds {
            let job = try String(contentsOf: folder.appending(path: "\(kind).js"), encoding: .utf8)
            for (name, warmUp, title) in Self.temperatures {
                let text = "const warmUp = \(warmUp);\n\(job)\n\(measure)"
                try add("\(kind), \(name)", "\(kind), \(title)", programs.write(text, to: "\(kind)-\(name).js"))
            }
        }
    }

    func end() {}

    private func add(_ name: String, _ title: String, _ script: String) throws {
        rows.append(
            Row(
                name: name, title: title,
                ours: program("isolates run", programs.isolates, "", ["run", script]),
                peers: [
                    program("jsc", programs.jsc, Programs.jscIsMissing, [script]),
                    program("jsc on one thread", programs.jsc, Programs.jscIsMissing, [script], Programs.oneThread),
                    program("node", programs.node, Programs.nodeIsMissing, [script]),
                ]))
    }

    /// The script measures itself, and checks its own answer.
    private func program(
        _ title: String, _ path: String?, _ missing: String, _ arguments: [String],
        _ environment: [String: String] = [:]
    ) -> Contestant {
        Contestant(title, absence: path == nil ? missing : nil) {
            let text = try output(of: [path!] + arguments, environment: environment)
            guard let milliseconds = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw WrongAnswer(text, expected: "milliseconds")
            }
            return Samples([UInt64(milliseconds * 1_000_000)])
        }
    }
}
