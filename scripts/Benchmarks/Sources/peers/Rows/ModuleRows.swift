import Foundation

/// Measures modules, web globals and timers.
final class ModuleRows: RowGroup {
    static let title = "Modules, web globals, timers"
    static let slug = "modules"
    static let names = ["50 modules", "lodash as a module", "web globals", "10,000 timers"]
    private static let lodash = "/usr/share/nodejs/lodash/lodash.js"

    private let rpc: RPC
    private let node: JobProcess
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        rpc = try RPC(programs)
        node = try programs.nodeJobs("peersModules.js", options: ["--experimental-vm-modules", "--no-warnings"])
        try addModules()
        try addLibrary()
        try addWebGlobals()
        try addTimers()
    }

    func end() {
        rpc.end()
        node.end()
    }

    private func addModules() throws {
        let count = 50
        let namespace = #"{"v":\#(Self.value(of: count - 1))}"#
        let graph = Dictionary(uniqueKeysWithValues: (0..<count).map { ("m\($0)", Self.source(of: $0)) })
        let run: [String: Any] = ["code": "export { v } from 'm\(count - 1)';", "type": "module"]
        let template = try template(["modules": graph, "scripts": [["code": "import('m\(count - 1)')"]]])
        let ready = try contestant(
            "the same from a template that has them", 10, "runInNewContext", run.merging(["template": template]) { $1 },
            gives: namespace)
        rows.append(
            Row(
                name: "50 modules", title: "a graph of 50 modules, each of which imports three, in a new context",
                ours: try contestant(
                    "isolates rpc", 10, "runInNewContext", run.merging(["modules": graph]) { $1 }, gives: namespace),
                peers: [node.contestant("Node's 50 modules", "50 modules", times: 10), ready]))
    }

    private func addLibrary() throws {
        let source = try? String(contentsOfFile: Self.lodash, encoding: .utf8)
        let absence = source == nil ? "node-lodash is not installed" : nil
        let library = source ?? ""
        let run: [String: Any] = ["code": "import 'lodash';", "type": "module", "modules": ["lodash": library]]
        rows.append(
            Row(
                name: "lodash as a module", title: "lodash.js of Debian's node-lodash, imported in a new context",
                ours: try contestant(
                    "isolates rpc, as a module", 3, "runInNewContext", run, gives: #""class":"Module""#, absence),
                peers: [
                    try contestant(
                        "isolates rpc, as a script", 3, "runInNewContext", ["code": library + ";0"],
                        gives: #""result":0"#, absence)
                ]))
    }

    private func addWebGlobals() throws {
        let bare = try template(["scripts": []])
        let web = try template(["scripts": [], "globals": "web"])
        rows.append(
            Row(
                name: "web globals", title: "a context of a template with all web globals",
                ours: try contestant(
                    "with", 30, "runInNewContext", ["code": "1+1", "template": web], gives: #""result":2"#),
                peers: [
                    try contestant(
                        "without", 30, "runInNewContext", ["code": "1+1", "template": bare], gives: #""result":2"#)
                ]))
    }

    private func addTimers() throws {
        let context = try rpc.make(
            "context", "createContext", ["globals": "web", "recovery": "discard", "sandbox": ["fired": 0]])
        let code = "fired = 0; for (let n = 0; n < 10000; n += 1) setTimeout(() => { fired += 1; }, 0)"
        let line = try RPC.line("runInContext", ["context": context, "code": code, "untilIdle": true])
        rows.append(
            Row(
                name: "10,000 timers", title: "10,000 timers of 0 ms, made and fired",
                ours: Contestant("isolates rpc", times: 3) { [rpc] in
                    rpc.ask(line)
                } check: { [rpc] _ in
                    try RPC.expect(rpc.ask(RPC.run("fired", in: context)), gives: #"{"result":10000}"#)
                },
                peers: [node.contestant("Node's 10,000 timers", "10,000 timers", times: 3)]))
    }

    /// The source of a module. peersModules.js makes the same.
    private static func source(of index: Int) -> String {
        let names = [1, 2, 3].map { index - $0 }.filter { $0 >= 0 }
        let imports = names.map { "import { v as v\($0) } from 'm\($0)';" }.joined(separator: " ")
        return "\(imports) export const v = \((["1"] + names.map { "v\($0)" }).joined(separator: " + "));"
    }

    /// What a module exports.
    private static func value(of index: Int) -> Int {
        var last = [0, 0, 0]
        for _ in 0...index { last = [last[1], last[2], 1 + last.reduce(0, +)] }
        return last[2]
    }

    private func template(_ parameters: [String: Any]) throws -> String {
        try rpc.make("template", "createTemplate", parameters)
    }

    private func contestant(
        _ title: String, _ count: Int, _ method: String, _ parameters: [String: Any], gives part: String,
        _ absence: String? = nil
    ) throws -> Contestant {
        let line = try RPC.line(method, parameters)
        return Contestant(title, absence: absence, times: count) { [rpc] in
            rpc.ask(line)
        } check: {
            let result = String(decoding: try RPC.result(in: $0), as: UTF8.self)
            guard result.contains(part) else { throw WrongAnswer(result, expected: part) }
        }
    }
}
