import Glibc

/// A pipe by which bases tell the zygote which worker they are to be.
struct Introductions {
    let receiving: Int32
    private let sending: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { _exit(1) }
        (receiving, sending) = (ends[0], ends[1])
    }

    func send(_ token: Int) {
        let message = [token, Int(getpid())]
        _ = message.withUnsafeBytes { write(sending, $0.baseAddress, $0.count) }
    }

    func receive() -> (token: Int, pid: pid_t)? {
        var message = [0, 0]
        let count = message.withUnsafeMutableBytes { read(receiving, $0.baseAddress, $0.count) }
        return count == 16 ? (message[0], pid_t(message[1])) : nil
    }
}
