/// Who is at the other end of a connection.
package enum Peer: Sendable, Hashable {
    case address(NetworkAddress)
    /// The user at a unix socket, by name, or by number where it has none.
    case user(String)
}
