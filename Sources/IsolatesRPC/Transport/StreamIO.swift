import CLinux
import Glibc

/// Why a stream can't be read or written any more.
struct StreamFailure: Error {
    /// The value of errno.
    let code: Int32
}

/// The system calls of the connection, on blocking or non-blocking descriptors. EINTR is handled only here.
enum StreamIO {
    /// Waits until there is input, or until nobody reads `output` any more.
    ///
    /// - Returns: whether there is input or its end.
    static func waitForInput(_ input: Int32, orHangUpOf output: Int32) -> Bool {
        var descriptors = [
            pollfd(fd: input, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
        ]
        while poll(&descriptors, 2, -1) < 0 {
            guard errno == EINTR || errno == EAGAIN else { return false }
        }
        return descriptors[1].revents & Int16(POLLERR | POLLHUP) == 0
    }

    /// Waits for a moment, or until nobody writes to `input` or reads `output` any more.
    ///
    /// - Returns: whether both are still in use.
    static func waitBriefly(_ input: Int32, _ output: Int32) -> Bool {
        // The other end of a socket may be closed for writing alone (poll(2), POLLRDHUP).
        var descriptors = [
            pollfd(fd: input, events: CL_POLL_READ_HANG_UP, revents: 0), pollfd(fd: output, events: 0, revents: 0),
        ]
        let count = poll(&descriptors, 2, 20)
        return count == 0 || (count < 0 && errno == EINTR)
    }

    /// Reads bytes.
    ///
    /// - Returns: the number of bytes, 0 at the end; nil if there is no input yet.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Result<Int?, StreamFailure> {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return .success(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .success(nil)
            case let code: return .failure(StreamFailure(code: code))
            }
        }
    }

    /// Writes some of the bytes, as soon as there is room.
    ///
    /// - Returns: the number of bytes.
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Result<Int, StreamFailure> {
        while true {
            let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            if count >= 0 { return .success(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: waitForRoom(descriptor)
            case let code: return .failure(StreamFailure(code: code))
            }
        }
    }

    /// Writes what there is room for, whether or not the descriptor blocks.
    ///
    /// - Returns: how many bytes; nil if none, for whatever reason: `write` finds out.
    static func writeWithoutWaiting(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int? {
        let count = cl_write_without_waiting(descriptor, bytes.baseAddress, bytes.count)
        return count > 0 ? count : nil
    }

    /// Where a byte stands first, `start` or behind it (memchr(3)).
    static func firstIndex(of byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        return memchr(base + start, Int32(byte), bytes.count - start).map { UnsafeRawPointer($0) - base }
    }

    /// Whether `bytes` contain `part` (memmem(3)).
    static func contains(_ part: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Bool {
        cl_memmem(bytes.baseAddress, bytes.count, part.baseAddress, part.count) != nil
    }

    /// Makes a write to a pipe without a reader fail instead of ending the program.
    static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    private static func waitForRoom(_ descriptor: Int32) {
        var descriptor = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&descriptor, 1, -1)
    }
}
