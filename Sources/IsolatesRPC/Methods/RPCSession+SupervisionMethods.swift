import Isolates
import Wire

extension RPCSession {
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

    func describe(_ parameters: inout Parameters) throws -> Work {
        try parameters.finish()
        return .aside { [supervisor] in
            let engine = try await supervisor.engineVersion
            let containment = try await supervisor.containment
            let method = try await supervisor.checkpointMethod
            return jsonObject { writer in
                writer.write("version", Supervisor.version)
                writer.write("engine", "JavaScriptCore \(engine)")
                writer.key("methods")
                writer.beginArray()
                for name in Self.methods.keys.sorted() { writer.string(name) }
                writer.endArray()
                writer.key("layers")
                writer.beginObject()
                for layer in containment.layers {
                    writer.key(JSString(layer.name.rawValue))
                    writer.beginObject()
                    writer.write("on", layer.reason == nil)
                    writer.write("reason", layer.reason)
                    writer.endObject()
                }
                writer.endObject()
                writer.write("recovery", method == .log ? "log" : "fork")
            }
        }
    }

    private func supervisorStats() -> [UInt8] {
        let statistics = supervisor.statistics
        return jsonObject { writer in
            writer.write("contexts", contexts.count + (detachedContexts?.count ?? 0))
            writer.write("workers", statistics.workers)
            writer.write("runs", statistics.runs)
            writer.write("timeouts", statistics.timeouts)
            writer.write("memoryLimits", statistics.memoryLimits)
            writer.write("crashes", statistics.crashes)
            writer.write("rollbacks", statistics.rollbacks)
            writer.write("uptime", milliseconds: statistics.uptime)
        }
    }

    private func contextStats(_ served: ServedContext) -> [UInt8] {
        let statistics = served.context.statistics
        return jsonObject { writer in
            writer.write("state", served.lane.activity.rawValue)
            writer.write("runs", statistics.runs)
            writer.write("cpuTime", milliseconds: statistics.cpuTime)
            writer.write("wallTime", milliseconds: statistics.wallTime)
            writer.write("memory", statistics.memory)
            writer.write("peakMemory", statistics.peakMemory)
            writer.write("checkpoint", statistics.checkpoint == .ready)
        }
    }
}
