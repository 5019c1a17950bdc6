import Glibc

/// A failed system call and its error (errno(3)).
package struct SystemError: Error, Sendable, CustomStringConvertible {
    package let call: String
    package let errno: Int32

    package init(_ call: String, errno code: Int32 = Glibc.errno) {
        self.call = call
        errno = code
    }

    package var description: String { "\(call): \(String(cString: strerror(errno)))\(advice)" }

    private var advice: String {
        switch errno {
        case EMFILE: " (RLIMIT_NOFILE: a context takes 6 descriptors of this process, 4 without a checkpoint)"
        default: ""
        }
    }
}
