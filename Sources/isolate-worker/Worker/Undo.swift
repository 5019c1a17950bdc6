import CUndo
import Glibc
import Wire

/// Whether commits go to a log, or each takes a base of its own.
enum Undo {
    /// What became of the log.
    nonisolated(unsafe) private(set) static var report = UndoLogReport.off

    static var watches: Bool { report == .on }

    /// Whether the supervisor wants a log.
    static let isWanted = CommandLine.arguments.contains("undo-log")

    /// To be called in the zygote, while it can read `/proc`.
    static func prepare() {
        if isWanted { report = undo_prepare() == 0 ? .on : unavailable("its layout can't be read") }
        #if TESTABLE_WORKER
            UndoTests.prepare()
        #endif
    }

    /// To be called when the filter of system calls is in force.
    static func begin() {
        if watches, !undo_can_watch() { report = unavailable("userfaultfd") }
    }

    private static func unavailable(_ what: String) -> UndoLogReport {
        .unavailable(reason: "\(what): \(String(cString: strerror(errno)))")
    }
}
