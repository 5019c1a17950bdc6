import IsolatesRPC
import Wire

/// The record of one run.
struct RunRecord: Sendable {
    let tenant: String
    let context: String?
    let outcome: String
    /// The time from the beginning of its turn to its end.
    let time: Duration
    /// The time from its arrival to its turn.
    let queueTime: Duration
    /// Nil if nothing ran.
    let usage: RunReports.Usage?

    /// The kind of the error as in rpc.md, or `refused` for a fault of the request.
    static func outcome(_ error: RPCError) -> String {
        error.kind?.rawValue ?? "refused"
    }

    /// Writes the member `usage` of an answer. Times are in milliseconds, memory is in bytes.
    func writeUsage(into writer: inout JSONWriter) {
        writer.key("usage")
        writer.beginObject()
        writeTimes(into: &writer)
        writer.endObject()
    }

    func writeTimes(into writer: inout JSONWriter) {
        writer.write("wallTime", milliseconds: usage?.wallTime ?? .zero)
        writer.write("cpuTime", milliseconds: usage?.cpuTime ?? .zero)
        writer.write("queueTime", milliseconds: queueTime)
        writer.write("memory", usage?.memory ?? 0)
        writer.write("peakMemory", usage?.peakMemory ?? 0)
    }
}
