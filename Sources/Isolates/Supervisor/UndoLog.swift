import Glibc

/// Whether commits go to a log where nobody has said.
enum UndoLog {
    /// The environment variable `ISOLATES_UNDO` decides, by `log` or `forks`.
    static let isDefault: Bool =
        switch getenv("ISOLATES_UNDO").map({ String(cString: $0) }) {
        case "log": true
        case "forks": false
        // A worker with a log has crashed once in a soak of some thousand kills, and it is not known yet why.
        default: false
        }
}
