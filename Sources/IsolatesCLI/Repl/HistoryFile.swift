import CEditLine
import Glibc

/// The file that keeps what was typed: `ISOLATES_REPL_HISTORY`, or `isolates/repl_history` in the folder for state of
/// the XDG Base Directory Specification, `XDG_STATE_HOME` or `~/.local/state`. Only its owner can read it.
struct HistoryFile {
    /// The number of lines that are kept.
    static let maximumCount: Int32 = 1_000

    private let path: String

    /// Nil if the variable is there and empty, or where there is no home.
    init?() {
        if let path = Self.variable("ISOLATES_REPL_HISTORY") {
            guard !path.isEmpty else { return nil }
            self.path = path
        } else {
            guard let folder = Self.stateFolder() else { return nil }
            path = "\(folder)/isolates/repl_history"
        }
    }

    /// The folder for state. As the specification says, a relative path is ignored.
    private static func stateFolder() -> String? {
        if let folder = variable("XDG_STATE_HOME"), folder.hasPrefix("/") { return folder }
        guard let home = variable("HOME"), !home.isEmpty else { return nil }
        return "\(home)/.local/state"
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Adds the lines of the file, if there is one.
    func load(_ history: OpaquePointer) {
        _ = isolates_history_load(history, path)
    }

    /// Writes all lines. If that fails, the history is lost when the program ends.
    func save(_ history: OpaquePointer) {
        FileIO.makeFolders(above: path)
        let mask = umask(0o077)
        _ = isolates_history_save(history, path)
        umask(mask)
    }
}
