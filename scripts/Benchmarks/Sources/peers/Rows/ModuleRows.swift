import Foundation
import Measuring

/// Measures modules, web globals and timers.
final class ModuleRows {
    private let isolates: LineProcess
    private let node: LineProcess?
    private(set) var rows: [Row] = []

    init(_ programs: Programs) throws {
        isolates = try LineProcess([programs.isolates, "rpc"])
        let script = URL(filePath: programs.peersScript).deletingLastPathComponent().appending(path: "peersModules.js")
        node = try programs.node.map {
            try LineProcess([$0, "--experimental-vm-modules", "--no-warnings", script.path])
        }
        try addModules()
        try addLibrary()
        try addWebGlobals()
        try addTimers()
    }

    func end() {
        isolates.end()
        node?.end()
    }

    private func addModules() throws {
        let count = 50
        let graph = Dictionary(uniqueKeysWithValues: (0..<count).map { ("m\($0)", Self.source(of: $0)) })
        let run: [String: Any] = ["code": "export { v } from 'm\(count - 1)';", "type": "module"]
        let template = try template(["modules": graph, "scripts": [["code": "import('m\(count - 1)')"]]])
        let ready = contestant(
            "the same from a template that has them", 10, "runInNewContext", run.merging(["template": template]) { $1 })
        rows.append(
            Row(
                name: "50 modules", title: "a graph of 50 modules, each of which imports three, in a new context",
                ours: contestant("isolates rpc", 10, "runInNewContext", run.merging(["modules": graph]) { $1 }),
                peers: [inNode("50 modules", 10), ready]))
    }

    private func addLibrary() throws {
        let path = "/usr/share/nodejs/lodash/lodash.js"
        guard let library = try? String(contentsOfFile: path, encoding: .utf8) else { return }
        let run: [String: Any] = ["code": "import 'lodash';", "type": "module", "modules": ["lodash": library]]
        rows.append(
            Row(
                name: "lodash as a module", title: "lodash.js of Debian's node-lodash, imported in a new context",
                ours: contestant("isolates rpc, as a module", 3, "runInNewContext", run),
                peers: [contestant("isolates rpc, as a script", 3, "runInNewContext", ["code": library + ";0"])]))
    }

    private func addWebGlobals() throws {
        let bare = try template(["scripts": []])
        let web = try template(["scripts": [], "globals": "web"])
        rows.append(
            Row(
                name: "web globals", title: "a context of a template with all web globals",
                ours: contestant("with", 30, "runInNewContext", ["code": "1+1", "template": web]),
                peers: [contestant("without", 30, "runInNewContext", ["code": "1+1", "template": bare])]))
    }

    private func addTimers() throws {
        let made = try answer("createContext", ["globals": "web", "recovery": "discard"])
        guard let context = (made as? [String: Any])?["context"] as? String else { return }
        let code = "for (let n = 0; n < 10000; n += 1) setTimeout(() => {}, 0)"
        rows.append(
            Row(
                name: "10,000 timers", title: "10,000 timers of 0 ms, made and fired",
                ours: contestant(
                    "isolates rpc", 3, "runInContext", ["context": context, "code": code, "untilIdle": true]),
                peers: [inNode("10,000 timers", 3)]))
    }

    /// The source of a module. peersModules.js makes the same.
    private static func source(of index: Int) -> String {
        let names = [1, 2, 3].map { index - $0 }.filter { $0 >= 0 }
        let imports = names.map { "import { v as v\($0) } from 'm\($0)';" }.joined(separator: " ")
        return "\(imports) export const v = \((["1"] + names.map { "v\($0)" }).joined(separator: " + "));"
    }

    private func template(_ parameters: [String: Any]) throws -> String {
        guard let template = (try answer("createTemplate", parameters) as? [String: Any])?["template"] as? String else {
            preconditionFailure("isolates rpc made no template")
        }
        return template
    }

    private func contestant(_ title: String, _ count: Int, _ method: String, _ parameters: [String: Any]) -> Contestant
    {
        Contestant(title, times: count) { [self] in _ = try answer(method, parameters) }
    }

    private func inNode(_ job: String, _ count: Int) -> Contestant {
        Contestant("Node's \(job)", absence: node == nil ? "node is not installed" : nil) { [node] in
            let answer = node!.answer(to: Array("{\"job\":\"\(job)\",\"count\":\(count)}\n".utf8))
            return Samples(try JSONDecoder().decode([UInt64].self, from: Data(answer)))
        }
    }

    /// The result of a request; an error stops the program.
    private func answer(_ method: String, _ parameters: [String: Any]) throws -> Any? {
        let message: [String: Any] = ["jsonrpc": "2.0", "id": 1, "method": method, "params": parameters]
        let line = try JSONSerialization.data(withJSONObject: message, options: .withoutEscapingSlashes)
        let text = isolates.answer(to: Array(line) + [UInt8(ascii: "\n")])
        let answer = try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any]
        precondition(
            answer?["error"] == nil, "isolates rpc answered \(String(decoding: text.prefix(500), as: UTF8.self))")
        return answer?["result"]
    }
}
