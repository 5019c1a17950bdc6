import Isolates
import Wire

/// A value, and the text that people see.
struct ShownValue: Sendable {
    let value: Value
    /// The text of `util.inspect`.
    let inspected: String

    /// - Throws: `VMError` if the result is not a valid value.
    init(_ result: RunResult) throws(VMError) {
        value = try result.value()
        inspected = result.inspected ?? value.description
    }

    /// The text that `node -p` prints, in which a string has no quotes; nil for `undefined`.
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

    /// Whether the printed text is a script's string.
    var isText: Bool {
        if case .string(let string) = value { !isBoxed(string) } else { false }
    }

    private func isBoxed(_ string: JSString) -> Bool {
        // Coloured text begins with a colour sequence.
        (inspected.hasPrefix("[String") || inspected.hasPrefix("\u{1b}[32m[String")) && inspected != string.description
    }
}
