import Foundation
import Measuring

/// Programs from their start to their end.
final class StartRows: RowGroup {
    static let title = "Programs from start to end"
    static let slug = "starts"
    static let names = ["start", "lodash", "typescript", "array literal"]

    private let programs: Programs
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        self.programs = programs
        add("start", "a program that runs 1", arguments: ["-e", "1"], gives: "1\n")
        addLibraries()
        try addLiteral()
    }

    func end() {}

    private func addLibraries() {
        for (name, path) in [("lodash", "lodash/lodash.js"), ("typescript", "typescript/lib/typescript.js")] {
            let file = "/usr/share/nodejs/" + path
            let isThere = FileManager.default.fileExists(atPath: file)
            add(
                name, "\(name).js of Debian's node-\(name), loaded cold", arguments: [file],
                absence: isThere ? nil : "node-\(name) is not installed")
        }
    }

    private func addLiteral() throws {
        let objects = (0..<60_000).map { #"{"id":\#($0),"name":"object \#($0)","tags":["a","b"]}"# }
        let text = """
            const list = [\(objects.joined(separator: ","))];
            (typeof print === "function" ? print : console.log)(list[59999].id);
            """
        add(
            "array literal", "a script that is one array literal of 60,000 objects",
            arguments: [try programs.write(text, to: "literal.js")], gives: "59999\n", othersGive: "59999\n")
    }

    /// - Parameters:
    ///   - output: what `isolates run` prints; nil if that is not checked.
    ///   - othersGive: what the others print.
    private func add(
        _ name: String, _ title: String, arguments: [String], gives output: String? = nil, othersGive: String? = nil,
        absence: String? = nil
    ) {
        func program(_ title: String, _ path: String?, _ missing: String, _ start: [String], _ expected: String?)
            -> Contestant
        {
            Contestant(title, absence: absence ?? (path == nil ? missing : nil), times: 2) {
                try peers.output(of: [path!] + start + arguments)
            } check: {
                if let expected { try expect($0, is: expected) }
            }
        }
        rows.append(
            Row(
                name: name, title: title,
                ours: program("isolates run", programs.isolates, "", ["run"], output),
                peers: [
                    program("node", programs.node, Programs.nodeIsMissing, [], othersGive),
                    program("jsc", programs.jsc, Programs.jscIsMissing, [], othersGive),
                ]))
    }
}
