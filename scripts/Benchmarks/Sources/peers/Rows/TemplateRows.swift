import Foundation
import Measuring

/// A large library that new contexts have from the start.
final class TemplateRows: RowGroup {
    static let title = "A library from a template"
    static let slug = "templates"
    static let names = ["TypeScript from a template"]
    private static let library = "/usr/share/nodejs/typescript/lib/typescript.js"
    private static let source = "enum E { A, B }; export const f = (e: E): string => E[e];"
    private static let code = "ts.transpile(source)"
    /// A part of the code that TypeScript makes of it.
    private static let answer = "exports.f = "

    private let rpc: RPC
    private let node: JobProcess
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        rpc = try RPC(programs)
        node = try programs.nodeJobs("peersLibraries.js")
        let library = try? String(contentsOfFile: Self.library, encoding: .utf8)
        let absence = library == nil ? "node-typescript is not installed" : nil
        let details = ["file": Self.library, "code": Self.code, "answer": Self.answer, "source": Self.source]
        rows = [
            Row(
                name: "TypeScript from a template",
                title: "a new context with TypeScript, and its first file transpiled",
                ours: try library.map { try fromTemplate($0) }
                    ?? Contestant("isolates rpc, from a template", absence: absence) { Samples() },
                peers: [
                    node.contestant(
                        "Node's vm, with cachedData", "template", details, times: 3, absence: absence)
                ])
        ]
    }

    func end() {
        rpc.end()
        node.end()
    }

    private func fromTemplate(_ library: String) throws -> Contestant {
        let use = "for (let n = 0; n < 200; n += 1) ts.transpile(`\(Self.source)`)"
        let template = try rpc.make(
            "template", "createTemplate",
            ["scripts": [["code": library], ["code": use]], "warmUp": [["code": "ts.transpile(`\(Self.source)`)"]]])
        let creation: [String: Any] = [
            "template": template, "sandbox": ["source": Self.source], "recovery": "discard",
        ]
        // Not runInNewContext, whose answer would also hold the sandbox: all of TypeScript.
        return Contestant("isolates rpc, from a template", times: 3) {
            // The pool is refilled meanwhile.
            try await Task.sleep(for: .seconds(1))
        } _: { [rpc] in
            let context = try rpc.make("context", "createContext", creation)
            return (context, rpc.ask(RPC.run(Self.code, in: context)))
        } check: { [rpc] context, answer in
            let result = String(decoding: try RPC.result(in: answer), as: UTF8.self)
            guard result.contains(Self.answer) else { throw WrongAnswer(result, expected: Self.answer) }
            try RPC.expect(rpc.ask(RPC.dispose(context)), gives: "null")
        }
    }
}
