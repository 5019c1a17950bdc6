import Isolates
import Wire

extension RPCServer {
    func cancel(_ parameters: inout Parameters) throws -> Work {
        guard let id = RequestID(json: try parameters.require("id", parameters.json("id"))) else {
            throw RPCError.invalidParams("id: expected a string or a number")
        }
        try parameters.finish()
        return .now { [self] in
            Array((requests[id]?.cancel() == true ? "true" : "false").utf8)
        }
    }

    func stats(_ parameters: inout Parameters) throws -> Work {
        let id = try parameters.string("context")
        try parameters.finish()
        guard let id else { return .now { [self] in supervisorStats() } }
        let served = try served(id)
        return .now { [self] in contextStats(served) }
    }

    private func supervisorStats() -> [UInt8] {
        let counters = statistics.counters
        return jsonObject { writer in
            writer.write("contexts", contexts.count)
            writer.write("workers", supervisor.workerCount)
            writer.write("runs", counters.runs)
            writer.write("timeouts", counters.timeouts)
            writer.write("memoryLimits", counters.memoryLimits)
            writer.write("crashes", counters.crashes)
            writer.write("rollbacks", counters.rollbacks)
            writer.write("uptime", milliseconds: statistics.uptime)
        }
    }

    private func contextStats(_ served: ServedContext) -> [UInt8] {
        let counters = served.counters
        let usage = served.context.usage
        return jsonObject { writer in
            writer.write("state", served.lane.activity.rawValue)
            writer.write("runs", counters.runs)
            writer.write("cpuTime", milliseconds: usage?.cpuTime ?? .zero)
            writer.write("wallTime", milliseconds: counters.wallTime)
            writer.write("memory", usage?.memory ?? 0)
            writer.write("peakMemory", usage?.peakMemory ?? 0)
            writer.write("checkpoint", served.context.checkpoint == .ready)
        }
    }
}
