import CEditLine
import Glibc

/// The file that keeps what was typed: `ISOLATES_REPL_HISTORY`, or `~/.isolates_history`. Only its owner can read it.
struct HistoryFile {
    /// Lines that are kept.
    static let maximumCount: Int32 = 1_000

    private let path: String

    /// Nil where the variable is there and empty, or where there is no home.
    init?() {
        if let path = Self.variable("ISOLATES_REPL_HISTORY") {
            guard !path.isEmpty else { return nil }
            self.path = path
        } else {
            guard let home = Self.variable("HOME"), !home.isEmpty else { return nil }
            path = "\(home)/.isolates_history"
        }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Adds the lines of the file, if there is one.
    func load(_ history: OpaquePointer) {
        _ = isolates_history_load(history, path)
    }

    /// Writes all lines. Where that is not possible, the history ends with the program.
    func save(_ history: OpaquePointer) {
        let mask = umask(0o077)
        _ = isolates_history_save(history, path)
        umask(mask)
    }
}
