import CLinux
import Glibc

/// One end of a packet socket (unix(7), SOCK_SEQPACKET), which may carry descriptors.
struct PacketSocket {
    /// The result of a read.
    enum Packet {
        /// A packet and its descriptors. There are fewer of these if this process cannot have more.
        case packet([UInt8], descriptors: [Int32])
        /// There is no packet now, on a nonblocking socket.
        case none
        /// The other end is closed.
        case end
    }

    let descriptor: Int32

    func receive() -> Packet {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count = descriptors.count
        let length = bytes.withUnsafeMutableBytes { buffer in
            while true {
                let length = cl_receive_packet(descriptor, buffer.baseAddress, buffer.count, &descriptors, &count, 0)
                if length >= 0 || errno != EINTR { return length }
            }
        }
        if length < 0, errno == EAGAIN { return .none }
        guard length > 0 else { return .end }
        return .packet(Array(bytes[..<length]), descriptors: Array(descriptors[..<count]))
    }

    /// Waits for the next packet, even if the socket is nonblocking.
    func receiveNext() -> Packet {
        _ = Syscalls.poll(descriptor, events: POLLIN)
        return receive()
    }

    /// - Returns: 0, or errno.
    func send(_ packet: [UInt8], descriptors: [Int32]) -> Int32 {
        while cl_send_packet(descriptor, packet, packet.count, descriptors, descriptors.count) < 0 {
            guard errno == EINTR else { return errno }
        }
        return 0
    }
}
