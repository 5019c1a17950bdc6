import Dispatch
import Synchronization

/// Writes lines to a descriptor, each whole, from any number of tasks, and without blocking their threads.
final class LineWriter: RPCTransport {
    /// The number of unwritten bytes above which `sendInTurn` waits.
    static let capacity = 1 << 20

    /// The number of unwritten bytes above which no more requests are taken. A client may send many before it reads the
    /// answers.
    static let mostUnwritten = 64 << 20

    private static let pieceSize = 1 << 16

    private struct State {
        var unwritten: [UInt8] = []
        /// The number of bytes that the queue is writing now.
        var inHand = 0
        /// The number of bytes written so far.
        var written = 0
        var isWriting = false
        /// Why nothing can be written any more: the value of errno.
        var failure: Int32?
        var waiters: [(limit: Int, continuation: UnsafeContinuation<Void, Never>)] = []

        var count: Int { unwritten.count + inHand }

        mutating func takeWaiters() -> [UnsafeContinuation<Void, Never>] {
            let isSatisfied = { [failure, count] (limit: Int) in failure != nil || count <= limit }
            defer { waiters.removeAll { isSatisfied($0.limit) } }
            return waiters.filter { isSatisfied($0.limit) }.map(\.continuation)
        }
    }

    private let state = Mutex(State())
    let descriptor: Int32
    private let queue = DispatchQueue(label: "isolates.rpc.output")

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes a line: at once if nothing else is being written and there is room, and otherwise some time soon.
    ///
    /// - Parameter line: the line, without a newline.
    func send(_ line: consuming [UInt8]) {
        line.append(UInt8(ascii: "\n"))
        let bytes = line
        let begins = state.withLock { state in
            guard state.failure == nil else { return false }
            guard state.isWriting else {
                state.isWriting = true
                state.inHand = bytes.count
                return true
            }
            state.unwritten += bytes
            return false
        }
        guard begins else { return }
        let written = bytes.withUnsafeBytes { StreamIO.writeWithoutWaiting(descriptor, $0) } ?? 0
        if writesOn(bytes, from: written) { queue.async { self.drain() } }
    }

    /// The first bytes of those in hand were written.
    ///
    /// - Returns: whether there is more to be written.
    private func writesOn(_ bytes: [UInt8], from written: Int) -> Bool {
        let (isWriting, ready) = state.withLock { state in
            state.written += written
            state.inHand = 0
            if written < bytes.count { state.unwritten.insert(contentsOf: bytes[written...], at: 0) }
            state.isWriting = !state.unwritten.isEmpty
            return (state.isWriting, state.takeWaiters())
        }
        for waiter in ready { waiter.resume() }
        return isWriting
    }

    /// Writes a line, and waits while more than `capacity` bytes are unwritten.
    func sendInTurn(_ line: [UInt8]) async {
        send(line)
        await wait(until: Self.capacity)
    }

    var hasRoomForRequests: Bool { state.withLock { $0.count <= Self.mostUnwritten } }

    /// Why nothing can be written any more, as errno(3) has it; nil while it can.
    var failure: Int32? { state.withLock { $0.failure } }

    /// The number of bytes written so far.
    var written: Int { state.withLock { $0.written } }

    /// Waits until everything is written, or nobody reads it any more.
    func flush() async {
        await wait(until: 0)
    }

    private func wait(until limit: Int) async {
        await withUnsafeContinuation { continuation in
            update { $0.waiters.append((limit, continuation)) }
        }
    }

    private func drain() {
        while let bytes = take() {
            bytes.withUnsafeBytes { bytes in
                var start = 0
                while start < bytes.count {
                    // Write in pieces, so that `written` shows whether the client reads.
                    let end = min(start + Self.pieceSize, bytes.count)
                    switch StreamIO.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[start..<end])) {
                    case .success(let count):
                        update { state in
                            state.inHand -= count
                            state.written += count
                        }
                        start += count
                    case .failure(let failure):
                        update { state in
                            state.failure = failure.code
                            state.inHand = 0
                            state.unwritten = []
                        }
                        start = bytes.count
                    }
                }
            }
        }
    }

    /// Changes the state, and resumes those who wait for what is true afterwards.
    private func update(_ change: (inout State) -> Void) {
        let ready = state.withLock { state in
            change(&state)
            return state.takeWaiters()
        }
        for waiter in ready { waiter.resume() }
    }

    private func take() -> [UInt8]? {
        state.withLock { state in
            guard !state.unwritten.isEmpty else {
                state.isWriting = false
                return nil
            }
            let bytes = state.unwritten
            state.unwritten = []
            state.inHand = bytes.count
            return bytes
        }
    }
}
