import Foundation

/// `isolates rpc` with one context, and the lines to send to it.
final class RPC {
    let process: LineProcess
    private let context: String

    init(_ programs: Programs, recovery: String = "discard") throws {
        process = try LineProcess([programs.isolates, "rpc"])
        let made = process.answer(to: Self.line("createContext", #""sandbox":{"count":0},"recovery":"\#(recovery)""#))
        let answer = try JSONSerialization.jsonObject(with: Data(made)) as? [String: Any]
        guard let context = (answer?["result"] as? [String: Any])?["context"] as? String else {
            preconditionFailure("isolates rpc made no context: \(String(decoding: made, as: UTF8.self))")
        }
        self.context = context
    }

    func end() {
        process.end()
    }

    /// Sends a line and waits for the answer. An error as the answer stops the program.
    func ask(_ line: [UInt8]) {
        let answer = process.answer(to: line)
        let isError = answer.prefix(64).starts(with: Array(#"{"jsonrpc":"2.0","id":1,"error""#.utf8))
        precondition(!isError, "isolates rpc answered \(String(decoding: answer.prefix(500), as: UTF8.self))")
    }

    func run(_ code: String) -> [UInt8] {
        Self.line("runInContext", #""context":"\#(context)","code":"\#(code)""#)
    }

    func set(_ name: String, _ json: String) -> [UInt8] {
        Self.line("setSandbox", #""context":"\#(context)","assign":{"\#(name)":\#(json)}"#)
    }

    static let runInNewContext = line("runInNewContext", #""code":"1+1""#)

    private static func line(_ method: String, _ params: String) -> [UInt8] {
        Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\(method)\",\"params\":{\(params)}}\n".utf8)
    }
}
