import IsolatesRPC
import Wire

/// What became of one run.
struct RunRecord: Sendable {
    let tenant: String
    let context: String?
    let outcome: String
    /// From the beginning of its turn to its end.
    let time: Duration
    /// From its arrival to its turn.
    let queueTime: Duration
    /// Nil if nothing ran.
    let usage: RunReports.Usage?

    /// `completed`, or the kind of rpc.md, or `refused` for what was wrong with the request.
    static func outcome(_ error: RPCError) -> String {
        error.kind?.rawValue ?? "refused"
    }

    /// Writes `usage`, as an answer has it: times are milliseconds, memory is bytes.
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
