import Foundation

/// `isolates rpc`, and the lines to send to it.
final class RPC {
    let process: LineProcess

    init(_ programs: Programs) throws {
        process = try LineProcess([programs.isolates, "rpc"])
    }

    func end() {
        process.end()
    }

    /// The text of the result in an answer.
    ///
    /// - Throws: `WrongAnswer` if it is an error.
    static func result(in answer: [UInt8]) throws -> ArraySlice<UInt8> {
        let start = Array(#"{"jsonrpc":"2.0","id":1,"result":"#.utf8)
        guard answer.starts(with: start), answer.last == UInt8(ascii: "}") else {
            throw WrongAnswer(String(decoding: answer.prefix(500), as: UTF8.self), expected: "a result")
        }
        return answer[start.count..<answer.count - 1]
    }

    /// Checks that an answer is this result, a JSON text.
    static func expect(_ answer: [UInt8], gives expected: String) throws {
        let result = try result(in: answer)
        guard !result.elementsEqual(expected.utf8) else { return }
        throw WrongAnswer(String(decoding: result, as: UTF8.self), expected: expected)
    }

    /// Sends a line, and waits for the answer.
    func ask(_ line: [UInt8]) -> [UInt8] {
        process.answer(to: line)
    }

    /// The result of a request, for what is not measured.
    func result(_ method: String, _ parameters: [String: Any]) throws -> Any {
        let answer = ask(try Self.line(method, parameters))
        return try JSONSerialization.jsonObject(with: Data(Self.result(in: answer)), options: .fragmentsAllowed)
    }

    /// Makes a context, a template or a script.
    ///
    /// - Returns: its id.
    func make(_ what: String, _ method: String, _ parameters: [String: Any] = [:]) throws -> String {
        let made = try result(method, parameters) as? [String: Any]
        guard let id = made?[what] as? String else { throw WrongAnswer("\(made ?? [:])", expected: "a \(what)") }
        return id
    }

    /// Makes a context in which `count` is 0.
    func makeContext(recovery: String = "discard") throws -> String {
        try make("context", "createContext", ["sandbox": ["count": 0], "recovery": recovery])
    }

    static func run(_ code: String, in context: String) -> [UInt8] {
        line("runInContext", #""context":"\#(context)","code":"\#(code)""#)
    }

    static func dispose(_ context: String) -> [UInt8] {
        line("disposeContext", #""context":"\#(context)""#)
    }

    static func set(_ name: String, _ json: String, in context: String) -> [UInt8] {
        line("setSandbox", #""context":"\#(context)","assign":{"\#(name)":\#(json)}"#)
    }

    static let runInNewContext = line("runInNewContext", #""code":"1+1""#)

    static func line(_ method: String, _ parameters: [String: Any]) throws -> [UInt8] {
        let json = try JSONSerialization.data(withJSONObject: parameters, options: .withoutEscapingSlashes)
        return line(method, String(decoding: json.dropFirst().dropLast(), as: UTF8.self))
    }

    static func line(_ method: String, _ parameters: String) -> [UInt8] {
        Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\(method)\",\"params\":{\(parameters)}}\n".utf8)
    }
}
