import CLinux
import Glibc

/// Ends the process after a system call has failed and nothing can be done about it. Reports which call it was.
func fail(_ call: StaticString, errno code: Int32 = errno) -> Never {
    complain("isolate-worker: \(call): \(String(cString: strerror(code)))\n")
    _exit(ExitStatus.systemError)
}

/// Writes to standard error, which the supervisor reads until the zygote is ready.
func complain(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

/// The exit statuses of workers and zygotes, from sysexits(3) if one fits.
enum ExitStatus {
    static let success: Int32 = 0
    /// EX_PROTOCOL: the supervisor sent something that is not a request.
    static let protocolError: Int32 = 76
    /// EX_OSERR
    static let systemError: Int32 = 71
    /// EX_SOFTWARE: the engine differs from the one that this program was made for.
    static let softwareError: Int32 = 70
}

/// The worker program's system calls. EINTR and errno are handled here.
enum Syscalls {
    /// Returns the number of bytes read; 0 at the end of the stream.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { fail("read") }
        }
    }

    /// Writes all bytes. If the supervisor is gone (EPIPE), this process ends, because it has nobody to work for.
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
            if count >= 0 {
                offset += count
            } else if errno == EPIPE {
                _exit(ExitStatus.success)
            } else if errno != EINTR {
                fail("write")
            }
        }
    }

    static func close(_ descriptor: Int32) {
        // The descriptor is closed whatever close(2) returns, and EBADF is our own mistake.
        precondition(Glibc.close(descriptor) == 0 || errno != EBADF, "close of a descriptor that is not open")
    }

    /// Makes this process end with its parent (prctl(2), PR_SET_PDEATHSIG), which a fork does not inherit. If all of
    /// them are in a PID namespace, that ends them, too.
    static func dieWithParent(_ parent: pid_t) {
        _ = cl_set_parent_death_signal(SIGKILL)
        // The parent may have died before the call above, and the signal would never come.
        if getppid() != parent { _exit(ExitStatus.success) }
    }

    /// The priority of scripts. It is lower than that of the zygote (which must read this first), of the supervisor,
    /// and of workers that are being made, so that whoever ends a script or makes another context gets a turn before
    /// it. Beside a process with the zygote's priority a script still gets a quarter of a processor (setpriority(2),
    /// sched(7)).
    static let scriptPriority = min(getpriority(Int32(PRIO_PROCESS.rawValue), 0) + 5, 19)

    /// Gives this process and its later copies the priority of scripts.
    static func lowerPriority() {
        guard setpriority(Int32(PRIO_PROCESS.rawValue), 0, scriptPriority) == 0 else { fail("setpriority") }
    }

    /// The target of a symbolic link; nil if there is none (readlink(2)).
    static func linkTarget(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            let count = readlink(path, buffer.baseAddress!, buffer.count)
            return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// The reading and the writing end of a new pipe, both close-on-exec.
    static func makePipe() -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard cl_pipe(&ends) == 0 else { fail("pipe2") }
        return (ends[0], ends[1])
    }

    /// Reads up to the end of the stream.
    static func readAll(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 16) { buffer in
            while case let count = read(descriptor, into: buffer), count > 0 { bytes += buffer[..<count] }
        }
        return bytes
    }

    static func sleep(milliseconds: Int32) {
        _ = poll([], milliseconds: milliseconds)
    }

    /// Waits until a descriptor is ready for its events or hung up, or until the time is over. Returns which ones are
    /// ready. -1 milliseconds: no limit.
    static func poll(_ descriptors: [(Int32, events: Int32)], milliseconds: Int32 = -1) -> [Bool] {
        var entries = descriptors.map { pollfd(fd: $0.0, events: Int16($0.events), revents: 0) }
        poll(&entries, entries.count, milliseconds)
        return entries.map { $0.revents != 0 }
    }

    /// The same for one descriptor, without an array.
    static func poll(_ descriptor: Int32, events: Int32, milliseconds: Int32 = -1) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        poll(&entry, 1, milliseconds)
        return entry.revents != 0
    }

    private static func poll(_ entries: UnsafeMutablePointer<pollfd>, _ count: Int, _ milliseconds: Int32) {
        while Glibc.poll(entries, nfds_t(count), milliseconds) < 0 {
            guard errno == EINTR else { fail("poll") }
        }
    }
}
