import Dispatch
import Glibc
import IsolatesRPC
import Wire

/// Writes lines of JSON to standard error. Callers do not wait. If the reader is slow, lines are lost, and a line says
/// how many.
final class ServiceLog: Sendable {
    private static let maximumWaiting = 10_000
    /// How long lines are collected after others were written, in microseconds. A write for each line would wake two
    /// threads: its own, and the reader's.
    private static let pause: UInt32 = 10_000

    private let queue = DispatchQueue(label: "isolates.service.log")
    private let backlog = LogBacklog(maximum: maximumWaiting)

    /// - Parameter members: writes the members that come after `time` and `event`.
    func write(_ event: StaticString, _ members: (inout JSONWriter) -> Void = { _ in }) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.write("time", Self.time())
        writer.write("event", "\(event)")
        members(&writer)
        writer.endObject()
        writer.bytes.append(UInt8(ascii: "\n"))
        if backlog.add(writer.bytes) { queue.async { self.work() } }
    }

    private func work() {
        while let (lines, lost) = backlog.take() {
            Self.put(lines)
            if lost > 0 { Self.put(Array("{\"event\":\"log lines lost\",\"count\":\(lost)}\n".utf8)) }
            usleep(Self.pause)
        }
    }

    /// Waits until everything was written.
    func flush() {
        queue.sync {}
    }

    private static func put(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress! + start, $0.count - start) }
            if count > 0 { start += count } else if errno != EINTR && errno != EAGAIN { return }
        }
    }

    /// The time in the format of RFC 3339, in UTC, to the millisecond.
    private static func time() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        let numbers =
            [
                (Int(parts.tm_year) + 1900, 4, "-"), (Int(parts.tm_mon) + 1, 2, "-"), (Int(parts.tm_mday), 2, "T"),
                (Int(parts.tm_hour), 2, ":"), (Int(parts.tm_min), 2, ":"), (Int(parts.tm_sec), 2, "."),
                (time.tv_nsec / 1_000_000, 3, "Z"),
            ] as [(Int, Int, Unicode.Scalar)]
        return String(unsafeUninitializedCapacity: 24) { text in
            var end = 0
            for (number, digits, separator) in numbers {
                var rest = number
                for index in stride(from: end + digits - 1, through: end, by: -1) {
                    text[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                text[end + digits] = UInt8(ascii: separator)
                end += digits + 1
            }
            return end
        }
    }
}
