import Dispatch
import Glibc
import IsolatesRPC
import Wire

/// Writes lines of JSON to standard error. Callers do not wait. If the reader is slow, lines are lost, and a line says
/// how many.
final class ServiceLog: Sendable {
    private static let maximumWaiting = 10_000

    private let queue = DispatchQueue(label: "isolates.service.log")
    private let backlog = LogBacklog(maximum: maximumWaiting)

    /// - Parameter members: writes the members that come after `time` and `event`.
    func write(_ event: StaticString, _ members: (inout JSONWriter) -> Void = { _ in }) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.write("time", Self.now())
        writer.write("event", "\(event)")
        members(&writer)
        writer.endObject()
        let line = writer.bytes + [UInt8(ascii: "\n")]
        guard backlog.enter() else { return }
        queue.async { [backlog] in
            let lost = backlog.leave()
            if lost > 0 { Self.put(Array("{\"event\":\"log lines lost\",\"count\":\(lost)}\n".utf8)) }
            Self.put(line)
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
    private static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = "\(number)"
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let date = [
            digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2), digits(Int(parts.tm_mday), 2),
        ].joined(separator: "-")
        let clock = [digits(Int(parts.tm_hour), 2), digits(Int(parts.tm_min), 2), digits(Int(parts.tm_sec), 2)]
            .joined(separator: ":")
        return "\(date)T\(clock).\(digits(time.tv_nsec / 1_000_000, 3))Z"
    }
}
