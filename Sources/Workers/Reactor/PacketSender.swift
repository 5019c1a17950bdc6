import CLinux
import DequeModule
import Glibc

/// Sends packets over a nonblocking socket, in order: at once if there is room, otherwise when the reactor reports
/// room.
package final class PacketSender: Sendable {
    /// A packet, its descriptors, and closures to call when it was sent or can't be sent.
    package struct Packet: Sendable {
        let bytes: [UInt8]
        let descriptors: [Descriptor]
        let sent: @Sendable () -> Void
        let failed: @Sendable (_ reason: String) -> Void

        package init(
            _ bytes: [UInt8], _ descriptors: [Descriptor] = [], sent: @escaping @Sendable () -> Void = {},
            failed: @escaping @Sendable (_ reason: String) -> Void
        ) {
            self.bytes = bytes
            self.descriptors = descriptors
            self.sent = sent
            self.failed = failed
        }
    }

    private struct State {
        var waiting: Deque<Packet> = []
        /// Whether a thread is sending, or will go on sending when there is room.
        var isSending = false
        var waitsForRoom = false
        /// Whether room was made since a thread began to send.
        var hasRoom = false
        var key: UInt64?
        /// Nil after `close`.
        var socket: Descriptor?
    }

    /// How many packets may wait. Hardly any program comes near, since each fork holds some descriptors of this
    /// process.
    private static let mostWaiting = 1 << 16
    /// The pause before a retry when this user has too many descriptors in flight (unix(7), ETOOMANYREFS), in
    /// nanoseconds.
    private static let pause: UInt64 = 1_000_000

    private let reactor: Reactor
    /// Whether the owner of the socket has registered it with the reactor, and calls `roomWasMade`.
    private let isRegistered: Bool
    private let state: Lock<State>

    package init(_ socket: Descriptor, _ reactor: Reactor, isRegistered: Bool = false) {
        state = Lock("packets to a process", State(socket: socket))
        self.reactor = reactor
        self.isRegistered = isRegistered
    }

    /// Sends a packet now or later. Its `sent` or `failed` is called.
    package func send(_ packet: Packet) {
        enum Turn { case mine, anothers, refused(String) }
        let turn = state.withLock { state -> Turn in
            if state.socket == nil { return .refused("the process is gone") }
            guard state.waiting.count < Self.mostWaiting else {
                return .refused("\(Self.mostWaiting) requests wait for the process, the limit")
            }
            state.waiting.append(packet)
            defer { state.isSending = true }
            return state.isSending ? .anothers : .mine
        }
        switch turn {
        case .mine: sendWaiting()
        case .anothers: break
        case .refused(let reason): packet.failed(reason)
        }
    }

    /// The socket; nil after `close`.
    package var socket: Descriptor? { state.withLock { $0.socket } }

    /// Sends no more packets. `failed` is called for those that wait.
    package func close() {
        let (waiting, key, socket) = state.withLock { state in
            defer {
                state.waiting = []
                state.key = nil
                state.socket = nil
            }
            return (state.waiting, state.key, state.socket)
        }
        if let key, let socket { reactor.remove(socket, key: key) }
        for packet in waiting { packet.failed("the process is gone") }
    }

    /// Sends the waiting packets. Only the thread that has set `isSending`, or goes on for it, may call this.
    private func sendWaiting() {
        while let (packet, socket) = next() {
            switch System.send(packet.bytes, packet.descriptors.map(\.number), by: socket.number) {
            case .sent:
                _ = removeFirst()
                packet.sent()
            case .wouldBlock:
                guard mustWaitForRoom() else { continue }
                return armForRoom()
            case .failed(let error) where error.errno == ETOOMANYREFS:
                reactor.schedule(after: Self.pause) { self.sendWaiting() }
                return
            case .failed(let error):
                // If the sender was closed meanwhile, `failed` has already been called.
                if removeFirst() { packet.failed("\(error)") }
            }
            if state.withLock({ state in
                if state.waiting.isEmpty { state.isSending = false }
                return state.waiting.isEmpty
            }) {
                return
            }
        }
    }

    private func next() -> (Packet, Descriptor)? {
        state.withLock { state in
            guard let packet = state.waiting.first, let socket = state.socket else { return nil }
            return (packet, socket)
        }
    }

    /// - Returns: whether there was one.
    private func removeFirst() -> Bool {
        state.withLock { $0.waiting.popFirst() } != nil
    }

    /// The socket may have room again.
    func roomWasMade() {
        let goesOn = state.withLock { state in
            if !state.waitsForRoom { state.hasRoom = true }
            defer { state.waitsForRoom = false }
            return state.waitsForRoom
        }
        if goesOn { sendWaiting() }
    }

    /// Whether to wait for room; false if room was made since this thread found none.
    private func mustWaitForRoom() -> Bool {
        state.withLock { state in
            defer { state.hasRoom = false }
            state.waitsForRoom = !state.hasRoom
            return state.waitsForRoom
        }
    }

    private func armForRoom() {
        guard !isRegistered, let socket else { return }
        if let key = state.withLock({ $0.key }) { return reactor.arm(socket, key: key, events: EPOLLOUT) }
        do throws(SystemError) {
            let key = try reactor.add(socket, source: Room(self))
            let isClosed = state.withLock { state in
                if state.socket != nil { state.key = key }
                return state.socket == nil
            }
            if isClosed { return reactor.remove(socket, key: key) }
            reactor.arm(socket, key: key, events: EPOLLOUT)
        } catch {
            reactor.schedule(after: Self.pause) { self.roomWasMade() }
        }
    }

    private final class Room: ReactorSource {
        private let sender: PacketSender

        init(_ sender: PacketSender) {
            self.sender = sender
        }

        func ready() {
            sender.roomWasMade()
        }
    }
}
