/// What a base is told, in place of its first request: to go on as its context stood when the request of that id was
/// answered. It says `Reply.restored` then; one that has no such commit ends.
///
/// Eight bytes, most significant first, and no frame: what reads them may use neither memory nor the language.
public enum RestoreMessage {
    /// The bytes of the message.
    public static func bytes(asOf id: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: UInt64(id) >> UInt64(56 - 8 * $0)) }
    }
}
