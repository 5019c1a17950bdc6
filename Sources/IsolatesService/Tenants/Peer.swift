/// The peer of a connection.
package enum Peer: Sendable, Hashable {
    case address(NetworkAddress)
    /// The user at a unix socket: its name, or its number if it has no name.
    case user(String)
}
