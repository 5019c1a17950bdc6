import Isolates

/// The fault that checking a file has found.
enum CheckFault: Sendable {
    case exception(ScriptException)
    case unreadable(UnreadableFile)
    /// It was too much for the engine or the compiler of TypeScript, or crashed them.
    case failed(VMError, file: String)

    var status: ExitStatus {
        switch self {
        case .exception, .failed: .failure
        case .unreadable: .unreadableFile
        }
    }

    /// The report for people: a heading `file:line:column`, the line, a caret, and the error.
    var report: String {
        switch self {
        case .unreadable(let file): return "Error: \(file)"
        case .failed(let error, let file):
            guard let name = error.exception?.name, let message = error.exception?.message else {
                return "\(file): \(error.message)"
            }
            return "\(file): \(name): \(message)"
        case .exception(let exception):
            let report = exception.report
            guard let filename = exception.filename, let line = exception.line, let column = exception.column,
                let end = report.firstIndex(of: "\n")
            else { return report }
            return "\(filename):\(line):\(column)\(report[end...])"
        }
    }

    /// The report for programs.
    var value: Value {
        switch self {
        case .unreadable(let file): return .object(["kind": "unreadable", "message": Value(file.description)])
        case .failed(let error, _): return JSONLine.value(error)
        case .exception(let exception):
            var members: Value.Object = [
                "kind": "exception", "message": Value(exception.message ?? exception.description),
            ]
            members["line"] = exception.line.map { .number(Double($0)) }
            members["column"] = exception.column.map { .number(Double($0)) }
            members["stack"] = exception.stack.map { Value($0) }
            return .object(members)
        }
    }
}
