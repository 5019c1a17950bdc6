/// Whether workers of a zygote note in a log what their commits change (CUndo).
public enum UndoLogReport: Sendable, Equatable {
    /// Nobody asked for it.
    case off
    case on
    /// It was asked for, and the machine does not give what it takes.
    case unavailable(reason: String)
}
