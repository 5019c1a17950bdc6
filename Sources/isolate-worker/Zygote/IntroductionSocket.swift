import CLinux
import Glibc

/// The socket on which the copy of a worker tells the zygote which worker it will be. The kernel names the sender
/// (unix(7), SO_PASSCRED), so that no worker can introduce another's process.
///
/// Every worker has the sending end, from the zygote or from its original. Nothing is ever written to that end.
struct IntroductionSocket {
    /// A message of a process.
    struct Introduction {
        let sender: pid_t
        /// Nil if it wrote something that is not a token.
        let token: Int?
    }

    /// The zygote's end.
    let receiving: Int32
    /// The workers' end.
    let sending: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { fail("socketpair") }
        var on: Int32 = 1
        guard setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            fail("setsockopt")
        }
        (receiving, sending) = (ends[0], ends[1])
    }

    /// The next introduction; nil if there is none.
    func receive() -> Introduction? {
        // One byte more than a token has, to detect longer messages.
        withUnsafeTemporaryAllocation(byteCount: MemoryLayout<Int>.size + 1, alignment: 8) { buffer in
            while true {
                var sender: pid_t = 0
                let length = cl_receive_from_process(receiving, buffer.baseAddress, buffer.count, &sender)
                if length < 0, errno == EINTR { continue }
                if length < 0, errno == EAGAIN { return nil }
                guard length >= 0 else { fail("recvmsg") }
                let isToken = length == MemoryLayout<Int>.size
                return Introduction(sender: sender, token: isToken ? buffer.load(as: Int.self) : nil)
            }
        }
    }
}
