import CLinux
import Glibc
import Wire

/// The zygote's end of the socket to its supervisor (unix(7), SOCK_SEQPACKET): one packet, one message.
struct ControlSocket {
    let descriptor: Int32

    /// The next request and the descriptors that came with it, or nil where the supervisor is gone.
    func receive() -> (request: ZygoteRequest, descriptors: [Int32])? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count = descriptors.count
        let length = bytes.withUnsafeMutableBytes { buffer in
            while true {
                let length = cl_receive_packet(descriptor, buffer.baseAddress, buffer.count, &descriptors, &count, 0)
                if length >= 0 || errno != EINTR { return length }
            }
        }
        guard length > 0 else { return nil }
        do {
            let request = try ZygoteRequest(json: Array(bytes[..<length]))
            return (request, Array(descriptors[..<count]))
        } catch {
            complain("isolate-worker: \(error)\n")
            _exit(ExitStatus.protocolError)
        }
    }

    /// Sends a reply; a supervisor that is gone is noticed by `receive`.
    func send(_ reply: ZygoteReply, descriptors: [Int32] = []) {
        let packet = reply.packet()
        while cl_send_packet(descriptor, packet, packet.count, descriptors, descriptors.count) < 0 {
            guard errno == EINTR else { return }
        }
    }
}
