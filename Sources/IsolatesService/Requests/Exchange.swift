import IsolatesRPC

/// A request that is being answered.
final class Exchange: Sendable {
    private let session: RPCSession

    init(_ session: RPCSession) {
        self.session = session
    }

    /// Nobody waits for the answer any more: its run is interrupted, and undone.
    func cancel() {
        session.close()
    }
}
