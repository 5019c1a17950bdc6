import CLinux
import Glibc

/// Every system call of the command line. EINTR is handled here alone.
enum System {
    /// Opens a file for reading, close-on-exec.
    static func open(_ path: String) throws(SystemError) -> Int32 {
        while true {
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw SystemError(code: errno) }
        }
    }

    /// Lets this process have as many descriptors as it may: the soft limit, often 1,024, is meant for programs that
    /// use select(2) (getrlimit(2), `RLIMIT_NOFILE`).
    static func raiseDescriptorLimit() {
        var (current, maximum): (UInt64, UInt64) = (0, 0)
        // What fails leaves it as it was, and contexts that find no descriptor say so.
        if cl_get_limit(CL_LIMIT_DESCRIPTORS, &current, &maximum) == 0 {
            _ = cl_set_limit(CL_LIMIT_DESCRIPTORS, maximum)
        }
    }

    /// Whether so many threads can be made now, beside those that are there.
    static func canMakeThreads(_ count: Int) -> Bool {
        let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        sem_init(gate, 0, 0)
        defer {
            sem_destroy(gate)
            gate.deallocate()
        }
        var threads: [pthread_t] = []
        for _ in 0..<count {
            var thread = pthread_t()
            let result = pthread_create(
                &thread, nil,
                { gate in
                    sem_wait(gate!.assumingMemoryBound(to: sem_t.self))
                    return nil
                }, gate)
            if result == 0 { threads.append(thread) }
        }
        for _ in threads { sem_post(gate) }
        for thread in threads { pthread_join(thread, nil) }
        return threads.count == count
    }

    /// How many descriptors this process may have.
    static var descriptorLimit: Int {
        var (current, maximum): (UInt64, UInt64) = (0, 0)
        guard cl_get_limit(CL_LIMIT_DESCRIPTORS, &current, &maximum) == 0 else { return .max }
        return Int(clamping: current)
    }

    /// Nil where there is no such file.
    static func state(of path: String) -> FileState? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileState(
            inode: UInt64(status.st_ino), size: status.st_size, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    /// Makes the folders in which a file is to be, for their owner alone. What fails shows when the file is written.
    static func makeFolders(above path: String) {
        var index = path.startIndex
        while let slash = path[path.index(after: index)...].firstIndex(of: "/") {
            _ = mkdir(String(path[..<slash]), 0o700)
            index = slash
        }
    }

    /// Writes a file anew.
    static func write(_ text: String, toFile path: String) throws(SystemError) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SystemError(code: errno) }
        defer { close(descriptor) }
        try write(descriptor, Array(text.utf8))
    }

    static func close(_ descriptor: Int32) {
        _ = Glibc.close(descriptor)
    }

    /// Reads up to the end.
    static func readAll(_ descriptor: Int32) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += chunk[..<count]
            } else {
                try retry(descriptor, POLLIN)
            }
        }
    }

    /// Writes all of the bytes, also to a descriptor that somebody else made nonblocking, as terminals often are.
    static func write(_ descriptor: Int32, _ bytes: [UInt8]) throws(SystemError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, $0.count - offset) }
            if count >= 0 {
                offset += count
            } else {
                try retry(descriptor, POLLOUT)
            }
        }
    }

    /// After a call that failed: returns when it can be made again.
    private static func retry(_ descriptor: Int32, _ event: Int32) throws(SystemError) {
        switch errno {
        case EINTR: return
        case EAGAIN:
            var poll = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            _ = Glibc.poll(&poll, 1, -1)
        case let code: throw SystemError(code: code)
        }
    }
}

/// Why a system call failed.
struct SystemError: Error, CustomStringConvertible {
    /// The value of errno.
    let code: Int32

    var description: String { String(cString: strerror(code)) }
}
