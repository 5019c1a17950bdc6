import CLinux
import Glibc
import Synchronization

/// The descriptor that the signal handlers write to. Little else is safe in a handler (signal-safety(7)).
private let writingEnd = Atomic<Int32>(-1)

/// Signals, one after the other.
struct SignalPipe: Sendable {
    private let reading: Int32

    /// Handles these signals for the rest of the process's life. Programs that it starts have the default actions.
    init(_ signals: [Int32]) {
        var ends: [Int32] = [-1, -1]
        precondition(cl_pipe(&ends) == 0, "a pipe can't be made: \(String(cString: strerror(errno)))")
        reading = ends[0]
        writingEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for signal in signals {
            Glibc.signal(signal) { signal in
                let code = errno
                var byte = UInt8(truncatingIfNeeded: signal)
                _ = write(writingEnd.load(ordering: .relaxed), &byte, 1)
                errno = code
            }
        }
    }

    /// Waits for the next signal.
    func next() -> Int32 {
        var byte: UInt8 = 0
        while read(reading, &byte, 1) != 1 {}
        return Int32(byte)
    }
}
