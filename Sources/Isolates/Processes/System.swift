import CLinux
import Glibc

/// Every system call of the supervisor's side. EINTR is handled here alone; EBADF is our own mistake and traps.
enum System {
    /// What a read of a nonblocking descriptor brought.
    enum Read {
        case bytes(Int)
        case end
        case wouldBlock
    }

    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Read {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case let code: throw failure("read", code)
            }
        }
    }

    /// Bytes written to a nonblocking descriptor: fewer than given where there is no room now.
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        var offset = 0
        while offset < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
            if count >= 0 {
                offset += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return offset
            case let code: throw failure("write", code)
            }
        }
        return offset
    }

    /// The text of a file of `/proc`, as far as 4 KiB of it; nil where it can't be read.
    static func contents(ofSmallFile path: String) -> String? {
        let descriptor = cl_open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 1) { buffer in
            guard case .bytes(let count) = try? read(descriptor, into: buffer) else { return nil }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// Writes to a file of the kernel's, in one go.
    static func write(_ text: String, toFile path: String) throws(SystemError) {
        let descriptor = cl_open(path, O_WRONLY)
        guard descriptor >= 0 else { throw failure("open \(path)") }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else { throw failure("write \(path)") }
    }

    /// What the kernel says of one of this process's descriptors (proc(5), `fdinfo`): the text behind a name such as
    /// `Pid`. Nil where the descriptor is of another kind, or is none.
    static func information(_ name: String, ofDescriptor descriptor: Int32) -> Substring? {
        let lines = contents(ofSmallFile: "/proc/self/fdinfo/\(descriptor)")?.split(separator: "\n")
        return lines?.first { $0.hasPrefix("\(name):") }?.dropFirst(name.utf8.count + 1).drop {
            $0 == "\t" || $0 == " "
        }
    }

    /// CPU time of all of a process's threads, in nanoseconds; nil where the process is gone.
    static func processorTime(of pid: Int) -> UInt64? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid_t(pid), &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func close(_ descriptor: Int32) {
        // The descriptor is gone whatever close(2) says.
        if Glibc.close(descriptor) < 0, errno == EBADF { _ = failure("close", EBADF) }
    }

    /// The end to read and the end to write, both close-on-exec.
    static func pipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard cl_pipe(&ends) == 0 else { throw failure("pipe2") }
        return (ends[0], ends[1])
    }

    static func setNonblocking(_ descriptor: Int32) throws(SystemError) {
        guard cl_set_nonblocking(descriptor, 1) == 0 else { throw failure("fcntl") }
    }

    /// A pair of SOCK_SEQPACKET sockets, both close-on-exec.
    static func packetSocketPair() throws(SystemError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw failure("socketpair") }
        return (ends[0], ends[1])
    }

    /// Whether a process has ended, by its pidfd (pidfd_open(2)).
    static func hasEnded(_ pidfd: Int32) -> Bool {
        var descriptor = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }

    /// Nanoseconds of CLOCK_MONOTONIC.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func failure(_ call: String, _ code: Int32 = errno) -> SystemError {
        precondition(code != EBADF && code != EFAULT, "\(call): \(String(cString: strerror(code)))")
        return SystemError(call, errno: code)
    }
}
