import Glibc

/// Whether commits go to a log where nobody has said.
enum UndoLog {
    /// The environment variable `ISOLATES_UNDO` decides: `forks`, or `log`, the default.
    static var isDefault: Bool { getenv("ISOLATES_UNDO").map { String(cString: $0) } != "forks" }
}
