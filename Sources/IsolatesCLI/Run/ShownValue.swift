import Isolates
import Wire

/// A value, and how people see it.
struct ShownValue: Sendable {
    let value: Value
    /// As `util.inspect` shows it.
    let inspected: String

    /// - Throws: `VMError` for what is no value.
    init(_ result: RunResult) throws(VMError) {
        value = try result.value()
        inspected = result.inspected ?? value.description
    }

    /// As `node -p` prints it, a string bare; nil for `undefined`.
    var printed: String? {
        switch value {
        case .undefined: nil
        // A module that exports nothing was run for what it does.
        case .object(let object) where object.class == .module && object.isEmpty: nil
        // A String object is a string by now; only its inspection still says so.
        case .string(let string):
            isBoxed(string) ? inspected : string.description
        default: inspected
        }
    }

    /// Whether what is printed is the text of a script's string.
    var isText: Bool {
        if case .string(let string) = value { !isBoxed(string) } else { false }
    }

    private func isBoxed(_ string: JSString) -> Bool {
        // In colours it begins with one.
        (inspected.hasPrefix("[String") || inspected.hasPrefix("\u{1b}[32m[String")) && inspected != string.description
    }
}
