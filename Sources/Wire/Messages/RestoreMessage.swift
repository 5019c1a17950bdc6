/// The message that a base gets instead of its first request: go on from the context's state when the request with this
/// id was answered. The base replies `Reply.restored`; if it has no such commit, it ends.
///
/// A packet on the base's control socket, with the pipe for requests and the pipe for replies. Eight bytes, most
/// significant first, without a frame: the code that reads them can neither allocate memory nor use Swift.
public enum RestoreMessage {
    /// The bytes of the message.
    public static func bytes(asOf id: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: UInt64(id) >> UInt64(56 - 8 * $0)) }
    }
}
