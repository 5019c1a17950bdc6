import Isolates
import Wire

extension RPCError {
    /// - Parameters:
    ///   - error: what the library says.
    ///   - timeout, cpuTimeout: the request's own, in the numbers of milliseconds that the client gave.
    ///   - rest: what was left of the timeout, where that was the limit.
    init(_ error: VMError, timeout: Double? = nil, cpuTimeout: Double? = nil, rest: Duration? = nil) {
        switch error.code {
        case .exception, .compilation: self.init(error.exception)
        case .timeout:
            let whole = error.timeout == rest ? timeout.map { Duration.milliseconds($0) } : nil
            self.init(.timeout, whole.map { VMError(timeout: $0).message } ?? error.message) { writer in
                if let limit = error.cpuTimeout {
                    writer.write("cpuTimeout", limit, as: cpuTimeout)
                } else if let limit = whole ?? error.timeout {
                    writer.write("timeout", limit, as: timeout)
                }
                writer.write("rolledBack", error.isRolledBack)
            }
        case .interrupted:
            self.init(.interrupted, error.message) { writer in
                writer.write("reason", error.interruptReason?.rawValue)
                writer.write("rolledBack", error.isRolledBack)
            }
        case .memoryLimit:
            self.init(.memoryLimit, error.message) { writer in
                writer.write("memoryLimit", error.memoryLimit)
                writer.write("rolledBack", error.isRolledBack)
            }
        case .crashed:
            self.init(.crashed, error.message) { writer in
                writer.write("signal", error.signal)
                writer.write("exitStatus", error.exitStatus)
                writer.write("rolledBack", error.isRolledBack)
            }
        case .disposed: self = .disposed(error.reason ?? error.message)
        case .valueTooLarge: self.init(.valueTooLarge, error.message) { $0.write("limit", error.limit) }
        case .unavailable: self = .unavailable(error.reason ?? error.message)
        default: self = .invalidParams(error.message)
        }
    }

    private init(_ exception: ScriptException?) {
        self.init(.exception, Self.summary(of: exception)) { writer in
            guard let exception else { return }
            writer.key("value")
            // It was decoded from this very encoding.
            do { try exception.value.encode(into: &writer) } catch { writer.null() }
            writer.write("name", exception.name)
            writer.write("message", exception.message)
            writer.write("stack", exception.stack)
            writer.write("filename", exception.filename)
            writer.write("line", exception.line)
            writer.write("column", exception.column)
            guard !exception.omitted.isEmpty else { return }
            writer.key("omitted")
            writer.beginArray()
            for name in exception.omitted { writer.string(name) }
            writer.endArray()
        }
    }

    /// One line for people, of bounded length.
    private static func summary(of exception: ScriptException?) -> String {
        guard let exception else { return "the script threw" }
        let text: String
        if let name = exception.name {
            let message = exception.message ?? ""
            text = message.isEmpty ? name : "\(name): \(message)"
        } else if case .string(let string) = exception.value {
            text = "Uncaught \(string)"
        } else {
            text =
                exception.value.isPrimitive
                ? "Uncaught \(exception.value)" : "the script threw an object that is no error"
        }
        return String(text.prefix(1_000))
    }
}

extension Value {
    /// Whether there is nothing inside of it.
    fileprivate var isPrimitive: Bool {
        switch self {
        case .undefined, .null, .bool, .number, .bigint, .symbol: true
        default: false
        }
    }
}
