/// Takes messages to a client, in the order in which they were sent.
package protocol RPCTransport: Sendable {
    /// Sends a message, at some time soon.
    ///
    /// - Parameter message: JSON without a newline.
    func send(_ message: [UInt8])

    /// Sends a message, and waits while too much is unsent: who sends without end is held up here.
    func sendInTurn(_ message: [UInt8]) async
}
