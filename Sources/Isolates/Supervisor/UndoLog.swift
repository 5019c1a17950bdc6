import Glibc

/// Whether commits go to a log where nobody has said.
enum UndoLog {
    /// The environment variable `ISOLATES_UNDO` decides, by `log` or `forks`.
    static let isDefault: Bool =
        switch getenv("ISOLATES_UNDO").map({ String(cString: $0) }) {
        case "log": true
        case "forks": false
        // Not every suite has run with a log yet.
        default: false
        }
}
