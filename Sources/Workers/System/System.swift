import CLinux
import Glibc

/// The supervisor's system calls that pass data, and others that several rooms make.
///
/// Calls on pipes and sockets that a signal interrupts (EINTR) are repeated here. EBADF and EFAULT, which only a bug in
/// this library can cause, trap.
package enum System {
    /// The result of reading from a nonblocking descriptor.
    package enum Read {
        case bytes(Int)
        case end
        case wouldBlock
    }

    package static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> Read {
        LockWatch.expectNone("read(2)")
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

    /// Writes to a nonblocking descriptor. It never raises SIGPIPE in the program: what nobody can read any more counts
    /// as written.
    ///
    /// - Returns: the number of bytes written, less than given if there is no more room now.
    package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        LockWatch.expectNone("write(2)")
        var offset = 0
        while offset < bytes.count {
            let count = cl_write_without_signal(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
            if count >= 0 {
                offset += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return offset
            case EPIPE: return bytes.count
            case let code: throw failure("write", code)
            }
        }
        return offset
    }

    /// Waits until there is something to read, or the other end was closed, but no longer than a time; a signal may end
    /// the wait sooner.
    package static func waitForInput(_ descriptor: Int32, nanoseconds: UInt64) {
        LockWatch.expectNone("ppoll(2)")
        cl_wait_for_input(descriptor, Int64(clamping: nanoseconds))
    }

    /// The first 4 KiB, at the most, of a file of `/proc`, as text; nil if the file can't be read.
    package static func contents(ofSmallFile path: String) -> String? {
        withContents(ofSmallFile: path) { String(decoding: $0, as: UTF8.self) }
    }

    /// As `contents(ofSmallFile:)`, with the bytes.
    static func withContents<Result>(
        ofSmallFile path: String, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        let descriptor = cl_open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 1) { buffer in
            guard case .bytes(let count) = try? read(descriptor, into: buffer) else { return nil }
            return body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes to one of the kernel's files, in one write(2).
    package static func write(_ text: String, toFile path: String) throws(SystemError) {
        let descriptor = cl_open(path, O_WRONLY)
        guard descriptor >= 0 else { throw failure("open \(path)") }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else { throw failure("write \(path)") }
    }

    /// An entry of one of this process's descriptors in `/proc/self/fdinfo` (proc(5)): the text behind a name such as
    /// `Pid`. Nil if descriptors of its kind have no such entry, or if it is not open.
    package static func information(_ name: String, ofDescriptor descriptor: Int32) -> Substring? {
        let lines = contents(ofSmallFile: "/proc/self/fdinfo/\(descriptor)")?.split(separator: "\n")
        return lines?.first { $0.hasPrefix("\(name):") }?.dropFirst(name.utf8.count + 1).drop {
            $0 == "\t" || $0 == " "
        }
    }

    /// The CPU time of all of a process's threads, in nanoseconds; nil if the process is gone.
    package static func processorTime(of pid: Int) -> UInt64? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid_t(pid), &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    package static func close(_ descriptor: Int32) {
        // The descriptor is closed even if close(2) fails.
        if Glibc.close(descriptor) < 0, errno == EBADF { _ = failure("close", EBADF) }
    }

    /// Makes a pipe. Both ends are close-on-exec.
    package static func pipe() throws(SystemError) -> (reading: Descriptor, writing: Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard cl_pipe(&ends) == 0 else { throw failure("pipe2") }
        return (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    /// Makes another descriptor of the same open file, close-on-exec.
    package static func duplicate(_ descriptor: Int32) throws(SystemError) -> Descriptor {
        let copy = cl_duplicate(descriptor)
        guard copy >= 0 else { throw failure("fcntl") }
        return Descriptor(copy)
    }

    package static func setNonblocking(_ descriptor: Int32) throws(SystemError) {
        guard cl_set_nonblocking(descriptor, 1) == 0 else { throw failure("fcntl") }
    }

    /// Ends receiving: the socket can't receive and its peer can't send any more (shutdown(2), SHUT_RD).
    package static func shutDownReading(_ socket: Int32) throws(SystemError) {
        guard shutdown(socket, Int32(SHUT_RD)) == 0 else { throw failure("shutdown") }
    }

    /// Makes a pair of SOCK_SEQPACKET sockets, both close-on-exec.
    package static func packetSocketPair() throws(SystemError) -> (Descriptor, Descriptor) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw failure("socketpair") }
        return (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    /// Whether the process of a pidfd has ended (pidfd_open(2)).
    package static func hasEnded(_ pidfd: Int32) -> Bool {
        var descriptor = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }

    /// The result of sending a packet.
    package enum Sending {
        case sent
        case wouldBlock
        case failed(SystemError)
    }

    /// Sends one packet with descriptors over a nonblocking socket (unix(7), SCM_RIGHTS).
    package static func send(_ packet: [UInt8], _ descriptors: [Int32], by socket: Int32) -> Sending {
        LockWatch.expectNone("sendmsg(2)")
        while cl_send_packet(socket, packet, packet.count, descriptors, descriptors.count) < 0 {
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case let code: return .failed(failure("sendmsg", code))
            }
        }
        return .sent
    }

    /// Receives a packet and its descriptors, which are fewer than were sent if this process may not open more. Nil if
    /// there is no packet now; an empty packet at the end.
    package static func receivePacket(from socket: Int32) -> (bytes: [UInt8], descriptors: [Descriptor])? {
        LockWatch.expectNone("recvmsg(2)")
        return withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 16) { buffer in
            var numbers = [Int32](repeating: -1, count: 8)
            while true {
                var count = numbers.count
                let length = cl_receive_packet(socket, buffer.baseAddress, buffer.count, &numbers, &count, 0)
                if length < 0, errno == EINTR { continue }
                if length < 0, errno == EAGAIN { return nil }
                // One of the reserve counts as one for which there was no room, which the kernel leaves out.
                let descriptors = numbers[..<count].map { Descriptor($0) }.prefix { !DescriptorReserve.contains($0) }
                return (Array(buffer[..<max(0, length)]), Array(descriptors))
            }
        }
    }

    /// Sends a signal by a pidfd. It is not an error if the process has already died.
    package static func signal(_ pidfd: Descriptor, _ signal: Int32) {
        LockWatch.expectNone("pidfd_send_signal(2)")
        if cl_pidfd_send_signal(pidfd.number, signal) < 0, errno != ESRCH { _ = failure("pidfd_send_signal") }
    }

    /// The time of CLOCK_MONOTONIC, in nanoseconds.
    package static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    package static func failure(_ call: String, _ code: Int32 = errno) -> SystemError {
        precondition(code != EBADF && code != EFAULT, "\(call): \(String(cString: strerror(code)))")
        return SystemError(call, errno: code)
    }
}
