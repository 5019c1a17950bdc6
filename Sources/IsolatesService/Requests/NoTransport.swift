import IsolatesRPC

/// The transport to a client that gets nothing but its answer.
struct NoTransport: RPCTransport {
    func send(_ message: [UInt8]) {}

    func sendInTurn(_ message: [UInt8]) async {}
}
