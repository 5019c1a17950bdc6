import Isolates
import Wire

extension RPCServer {
    /// A supervisor whose contexts tell the client what they write, and what they leave rejected. A script that writes
    /// faster than the client reads waits.
    static func configuration(
        output: LineWriter, handles: HandleTable, _ limits: Limits
    ) -> Supervisor.Configuration {
        Supervisor.Configuration(
            console: { entry in
                let line = notification("console", of: entry.context, "args", Value(entry.arguments), handles) {
                    writer in
                    writer.write("level", entry.level.rawValue)
                    writer.write("text", entry.text)
                }
                await output.writeInTurn(line)
            },
            unhandledRejection: { rejection in
                let line = notification("unhandledRejection", of: rejection.context, "value", rejection.value, handles)
                await output.writeInTurn(line)
            }, formatsConsole: true, requiredLayers: limits.requiredLayers, maximumWorkers: limits.maximumWorkers,
            maximumQueuedRuns: limits.maximumQueuedRuns, maximumMemory: limits.maximumMemory)
    }

    private static func notification(
        _ method: StaticString, of context: String, _ name: StaticString, _ value: Value, _ handles: HandleTable,
        members: (inout JSONWriter) -> Void = { _ in }
    ) -> [UInt8] {
        handles.keep(all: value, of: context, isTold: true)
        return OutgoingMessage.request(method) { writer in
            writer.write("context", context)
            members(&writer)
            writer.key(name)
            // It was decoded from this very encoding.
            do { try value.encode(into: &writer) } catch { writer.null() }
        }
    }
}
