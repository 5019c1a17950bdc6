/// Delivers messages to a client in the order in which they were sent.
package protocol RPCTransport: Sendable {
    /// Sends a message soon, without waiting.
    ///
    /// - Parameter message: JSON without a newline.
    func send(_ message: consuming [UInt8])

    /// Sends a message, and waits while too much is unsent, which holds up a script that sends without end.
    func sendInTurn(_ message: [UInt8]) async
}
