import Isolates

/// What `--json` prints.
enum JSONLine {
    /// `{"result":…,"sandbox":{…}}`
    static func of(_ outcome: ScriptRun.Outcome) -> String {
        var line: Value.Object = ["result": outcome.result.value]
        line["sandbox"] = outcome.sandbox?.value
        return text(.object(line))
    }

    /// `{"error":{"kind":…,"message":…}}`, with the `stack` and the thrown `value` where there are such.
    static func of(_ error: VMError) -> String {
        var members: Value.Object = [
            "kind": Value(kind(of: error)), "message": Value(error.exception?.message ?? error.message),
        ]
        members["stack"] = error.exception?.stack.map { Value($0) }
        members["value"] = error.exception?.value
        return text(.object(["error": .object(members)]))
    }

    /// The kinds are those of `isolates rpc`, which does not tell compiling from running.
    private static func kind(of error: VMError) -> String {
        error.code == .compilation ? "exception" : error.code.description
    }

    /// Values that came in within the limits go out whatever their length is when it is written anew.
    private static func text(_ line: Value) -> String {
        do {
            let limits = ValueLimits(maximumDepth: .max, maximumEncodedBytes: .max)
            return String(decoding: try line.json(limits: limits), as: UTF8.self)
        } catch {
            preconditionFailure("a decoded value has no encoding: \(error)")
        }
    }
}
