import Glibc

/// A system call that failed, and how (errno(3)).
struct SystemError: Error, Sendable, CustomStringConvertible {
    let call: String
    let errno: Int32

    init(_ call: String, errno code: Int32 = Glibc.errno) {
        self.call = call
        errno = code
    }

    var description: String { "\(call): \(String(cString: strerror(errno)))\(advice)" }

    private var advice: String {
        switch errno {
        case EMFILE: " (RLIMIT_NOFILE: a context takes 10 descriptors of this process, 5 without a checkpoint)"
        default: ""
        }
    }
}
