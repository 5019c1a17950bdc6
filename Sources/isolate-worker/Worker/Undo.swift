import CUndo
import Glibc

/// Whether commits go to a log, or each takes a base of its own.
enum Undo {
    nonisolated(unsafe) private(set) static var watches = false

    /// Whether the supervisor wants a log.
    static let isWanted = CommandLine.arguments.contains("undo-log")

    /// To be called in the zygote, while it can read `/proc`.
    static func prepare() {
        isPrepared = isWanted && undo_prepare() == 0
        #if TESTABLE_WORKER
            UndoTests.prepare()
        #endif
    }

    /// To be called when the filter of system calls is in force.
    static func begin() {
        watches = isPrepared && undo_can_watch()
    }

    nonisolated(unsafe) private static var isPrepared = false
}
