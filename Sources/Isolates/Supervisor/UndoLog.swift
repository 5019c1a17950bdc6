import Glibc

/// Whether commits go to a log where nobody has said.
enum UndoLog {
    /// The environment variable `ISOLATES_UNDO` decides, by `log` or `forks`, for tests and measurements.
    static let isDefault: Bool =
        switch getenv("ISOLATES_UNDO").map({ String(cString: $0) }) {
        case "log": true
        case "forks": false
        default: true
        }
}
