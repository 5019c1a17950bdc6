import Glibc

/// The command line's system calls on files and streams. This file alone handles EINTR.
enum FileIO {
    /// Opens a file for reading, close-on-exec.
    static func open(_ path: String) throws(SystemError) -> Int32 {
        while true {
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw SystemError(code: errno) }
        }
    }

    /// The state of a file; nil if there is none.
    static func state(of path: String) -> FileState? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileState(
            inode: UInt64(status.st_ino), size: status.st_size, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    /// Makes the folders above a file, accessible only to their owner. A failure shows when the file is written.
    static func makeFolders(above path: String) {
        var index = path.startIndex
        while let slash = path[path.index(after: index)...].firstIndex(of: "/") {
            _ = mkdir(String(path[..<slash]), 0o700)
            index = slash
        }
    }

    /// Writes a file, replacing its contents.
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

    /// Waits for bytes and reads those that are there, at most `maximum`. An empty result is the end.
    static func read(_ descriptor: Int32, atMost maximum: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: maximum)
        var count = 0
        while count < maximum {
            let more = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + count, maximum - count) }
            if more < 0 {
                try retry(descriptor, POLLIN)
                continue
            }
            count += more
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // At the end, poll(2) always reports input, so reading nothing has to end the loop.
            if more == 0 || Glibc.poll(&poll, 1, 0) <= 0 || poll.revents & Int16(POLLIN) == 0 { break }
        }
        bytes.removeSubrange(count...)
        return bytes
    }

    /// Writes all of the bytes, even if another program has made the descriptor nonblocking, as happens with terminals.
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

    /// Returns when a call that failed can be made again.
    ///
    /// - Throws: the error of the call, if it can't be made again.
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
