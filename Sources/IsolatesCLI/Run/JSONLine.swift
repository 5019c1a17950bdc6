import Isolates

/// The output of `--json`.
enum JSONLine {
    /// `{"result":…,"sandbox":{…}}`
    static func of(_ outcome: ScriptRun.Outcome) -> String {
        var line: Value.Object = [:]
        switch outcome.result {
        case .success(let result): line["result"] = result.value
        case .failure(let error): line["error"] = value(error)
        }
        switch outcome.sandbox {
        case .success(let sandbox): line["sandbox"] = sandbox.value
        case .failure(let error): line["sandboxError"] = value(error)
        case nil: break
        }
        if !outcome.unhandledRejections.isEmpty {
            line["unhandledRejections"] = .array(outcome.unhandledRejections.map { value("exception", $0) })
        }
        return text(.object(line))
    }

    /// `{"error":{"kind":…,"message":…}}`, with the `stack` and the thrown `value` if there are any.
    static func of(_ error: VMError) -> String {
        text(.object(["error": value(error)]))
    }

    /// `{"files":[{"file":…},{"file":…,"error":{…}}]}`
    static func of(_ results: [(file: String, fault: CheckFault?)]) -> String {
        let files = results.map { result in
            var members: Value.Object = ["file": Value(result.file)]
            members["error"] = result.fault?.value
            return Value.object(members)
        }
        return text(.object(["files": .array(files)]))
    }

    /// Any members, on one line.
    static func of(_ members: Value.Object) -> String {
        text(.object(members))
    }

    /// `{"kind":…,"message":…}`, with the `stack` and the thrown `value` if there are any.
    static func value(_ error: VMError) -> Value {
        if let exception = error.exception { return value(kind(of: error), exception) }
        return .object(["kind": Value(kind(of: error)), "message": Value(error.message)])
    }

    private static func value(_ kind: String, _ exception: ScriptException) -> Value {
        var members: Value.Object = ["kind": Value(kind), "message": Value(exception.message ?? exception.description)]
        members["stack"] = exception.stack.map { Value($0) }
        members["value"] = exception.value
        if !exception.omitted.isEmpty { members["omitted"] = .array(exception.omitted.map { Value($0) }) }
        return .object(members)
    }

    /// The kind of an error. The kinds are those of `isolates rpc`, which has one for compiling and running.
    private static func kind(of error: VMError) -> String {
        error.code == .compilation ? "exception" : error.code.description
    }

    /// Encodes a value without the limit on its length: it was within the limit when it was decoded.
    private static func text(_ line: Value) -> String {
        do {
            let limits = ValueLimits(maximumDepth: .max, maximumEncodedBytes: .max)
            return String(decoding: try line.json(limits: limits), as: UTF8.self)
        } catch {
            preconditionFailure("a decoded value has no encoding: \(error)")
        }
    }
}
