import Foundation
import Measuring

/// Real libraries that were used before, in a live context.
final class LibraryRows: RowGroup {
    static let title = "Libraries, warm"
    static let slug = "libraries"
    static let names = uses.map(\.library)

    /// Debian's libraries and something to do with each, whose value differs if it goes wrong.
    private static let uses: [(library: String, code: String)] = [
        (
            "he",
            #"lib.decode(lib.encode("a & b < \u00e9 \u{1d306} ".repeat(200), { useNamedReferences: true })).length"#
        ),
        (
            "ajv",
            """
            (() => { const check = new lib().compile({ type: "object", required: ["id", "tags"], properties: {
            id: { type: "integer" }, tags: { type: "array", items: { type: "string" }, uniqueItems: true } } });
            let valid = 0; for (let n = 0; n < 200; n += 1) valid += check({ id: n % 3 ? n : "n", tags: ["a", `${n}`] });
            return valid; })()
            """
        ),
        (
            "rxjs",
            """
            (() => { let sum = 0; lib.range(0, 2000).pipe(lib.map((n) => n * 2), lib.filter((n) => n % 3 === 0),
            lib.scan((a, b) => a + b, 0)).subscribe((n) => { sum = n; }); return sum; })()
            """
        ),
        (
            "buble",
            """
            lib.transform("{ class A extends B { get x() { return `${this.y}`; } } const f = ({ a, ...b }) => [...a, b]; }\\n"
            .repeat(10), { objectAssign: "Object.assign" }).code.length
            """
        ),
        (
            "recast",
            """
            lib.print(lib.parse("function add(a, b) { return a + b; }\\nvar x = add(1, 2);\\n".repeat(20))).code.length
            """
        ),
        (
            "regexpu-core",
            #"""
            lib("[\\u{1F600}-\\u{1F64F}]|\\p{Script=Greek}|.", "u",
            { unicodeFlag: "transform", unicodePropertyEscapes: "transform" }).length
            """#
        ),
        (
            "levn",
            """
            JSON.stringify(lib.parse("[{x: Number, y: Boolean, z: [String]}]",
            "[" + "{x: 2, y: true, z: [a, b, c]},".repeat(20) + "{x: 2, y: true, z: [a]}]")).length
            """
        ),
    ]

    private let programs: Programs
    private let rpc: RPC
    private let node: JobProcess
    private let jsc: JobProcess
    private let jscOnOneThread: JobProcess
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        self.programs = programs
        rpc = try RPC(programs)
        node = try programs.nodeJobs("peersLibraries.js")
        let script = programs.scripts.appending(path: "peersJsc.js").path
        jsc = try JobProcess(programs.jsc, [script], absence: Programs.jscIsMissing)
        jscOnOneThread = try JobProcess(
            programs.jsc, [script], Programs.oneThread, absence: Programs.jscIsMissing)
        for (library, code) in Self.uses { try add(library, code) }
    }

    func end() {
        rpc.end()
        node.end()
        jsc.end()
        jscOnOneThread.end()
    }

    private func add(_ library: String, _ code: String) throws {
        let file = programs.files.appending(path: "\(library).js").path
        let (answer, absence) = try bundle(library, code, file)
        let details = ["file": file, "code": code, "answer": answer]
        func ours(_ title: String, _ recovery: String) throws -> Contestant {
            guard absence == nil else {
                return Contestant(title, absence: absence) { Samples() }
            }
            return try inContext(title, recovery, file, code, answer)
        }
        rows.append(
            Row(
                name: library, title: "\(library) of Debian's node-\(library), used again and again",
                ours: try ours("isolates rpc (discard)", "discard"),
                peers: [
                    try ours("isolates rpc (rollback)", "rollback"),
                    node.contestant("Node's vm", "library", details, times: 20, absence: absence),
                    jsc.contestant("jsc", "library", details, times: 20, absence: absence),
                    jscOnOneThread.contestant(
                        "jsc on one thread", "library", details, times: 20, absence: absence),
                ]))
    }

    /// Writes the library as one script.
    ///
    /// - Returns: the value of the code, as Node gives it; or why there is none.
    private func bundle(_ library: String, _ code: String, _ file: String) throws -> (answer: String, absence: String?)
    {
        guard let node = programs.node else { return ("", Programs.nodeIsMissing) }
        let script = programs.scripts.appending(path: "bundle.js").path
        do {
            let text = try output(of: [node, "--no-warnings", script, library, code, file])
            return (text.trimmingCharacters(in: .newlines), nil)
        } catch let error as ProgramFailed where error.status == 69 {
            return ("", "node-\(library) is not installed")
        }
    }

    private func inContext(
        _ title: String, _ recovery: String, _ file: String, _ code: String, _ answer: String
    ) throws -> Contestant {
        let context = try rpc.makeContext(recovery: recovery)
        let library = try String(contentsOfFile: file, encoding: .utf8)
        _ = try rpc.result("runInContext", ["context": context, "code": library + "\n0"])
        let use = try rpc.make("script", "createScript", ["code": code])
        let line = RPC.line("runInContext", #""context":"\#(context)","script":"\#(use)""#)
        return Contestant(title, times: 20) { [rpc] in
            rpc.ask(line)
        } check: {
            try RPC.expect($0, gives: #"{"result":\#(answer)}"#)
        }
    }
}
