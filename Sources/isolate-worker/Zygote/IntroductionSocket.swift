import CLinux
import Glibc

/// The socket by which a worker's copy of itself tells the zygote which worker it is to be. Whose process has written
/// there is the kernel's word (unix(7), SO_PASSCRED), so that no worker can speak of another's process.
///
/// Every worker has the end to write to, from the zygote or from its original. Nothing is ever written to that end.
struct IntroductionSocket {
    /// What a process wrote.
    struct Introduction {
        let sender: pid_t
        /// Nil where it wrote something else.
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

    /// The next introduction; nil where none is there.
    func receive() -> Introduction? {
        // One byte more than a token has, by which what is longer shows.
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
