import Foundation
import IsolatesTestSupport
import Testing

/// A case of Fixtures/torture.jsonl or of hostile.jsonl beside it, whose fields torture.md explains.
struct TortureCase: Sendable, CustomTestStringConvertible {
    let json: JSON

    var name: String { json["name"]?.string ?? "" }
    var testDescription: String { "\(name) (\(json["ref"]?.string ?? ""))" }

    static let all = read("torture")
    /// Scripts against what crosses the boundary, and against limits, of our own.
    static let hostile = read("hostile")

    private static func read(_ name: String) -> [TortureCase] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(name).jsonl")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { try? JSON(String($0)) }.map { TortureCase(json: $0) }
    }

    /// Longest wall time of a whole answer. The cases name it for an idle machine, which this may not be.
    static func allowance(of json: JSON) -> Duration? {
        json["max_ms"]?.number.map { .milliseconds($0 * 3) }
    }
}

/// How a run ended, in the words of the cases.
struct TortureOutcome: CustomStringConvertible {
    let kind: String
    let members: JSON

    init(_ request: Request) async throws {
        do {
            let result = try await request.result()
            kind = "result"
            members = ["value": result["result"] ?? .null]
        } catch let failure as RPCClient.Failure {
            kind = failure.kind ?? "error \(failure.code ?? 0)"
            members = failure.data
        }
    }

    /// Whether it is what a case expects.
    func satisfies(_ expected: JSON) -> Bool {
        if let any = expected["any"]?.array { return any.contains { satisfies($0) } }
        guard expected["kind"]?.string == kind else { return false }
        return expected.keys.subtracting(["kind"]).allSatisfy { key in
            Self.matches(members[key], expected[key]!)
        }
    }

    var description: String { "\(kind) \("\(members)".prefix(500))" }

    private static func matches(_ found: JSON?, _ expected: JSON) -> Bool {
        guard let found else { return false }
        switch expected["$match"]?.string {
        case "any": return true
        case "string": return found.string != nil
        case "repeat":
            let text = String(repeating: expected["unit"]?.string ?? "", count: expected["count"]?.int ?? 0)
            return found.string == text
        default: break
        }
        switch (found, expected) {
        case (.array(let found), .array(let expected)):
            return found.count == expected.count && zip(found, expected).allSatisfy { matches($0, $1) }
        case (.object(let found), .object(let expected)):
            return Set(found.keys) == Set(expected.keys) && expected.allSatisfy { matches(found[$0], $1) }
        default: return found == expected
        }
    }
}
