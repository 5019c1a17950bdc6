import CUndo
import Glibc
import Wire

/// Whether commits go to a log, or each needs a base of its own.
enum Undo {
    /// Whether the log can be used, and why not.
    nonisolated(unsafe) private(set) static var report = UndoLogReport.off

    static var watches: Bool { report == .on }

    /// Whether the supervisor wants a log.
    static let isWanted = CommandLine.arguments.contains("undo-log")

    /// Must be called in the zygote while it can read `/proc`.
    static func prepare() {
        if isWanted { report = undo_prepare() == 0 ? .on : unavailable("its layout can't be read") }
        #if TESTABLE_WORKER
            UndoTests.prepare()
        #endif
    }

    /// Must be called once the system call filter is in force.
    static func begin() {
        if watches, !undo_can_watch() { report = unavailable("userfaultfd") }
    }

    private static func unavailable(_ what: String) -> UndoLogReport {
        .unavailable(reason: "\(what): \(String(cString: strerror(errno)))")
    }
}
