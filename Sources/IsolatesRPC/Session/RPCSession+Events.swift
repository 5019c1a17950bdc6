import Isolates
import Wire

/// A session notifies its client of its contexts' console entries and unhandled rejections.
extension RPCSession: ContextListener {
    package func hear(_ entry: ConsoleEntry) async {
        await notify("console", of: entry.context, "args", Value(entry.arguments)) { writer in
            writer.write("level", entry.level.rawValue)
            writer.write("text", entry.text)
        }
    }

    package func hear(_ rejection: UnhandledRejection) async {
        await notify("unhandledRejection", of: rejection.context, "value", rejection.value)
    }

    private func notify(
        _ method: StaticString, of context: String, _ name: StaticString, _ value: Value,
        members: (inout JSONWriter) -> Void = { _ in }
    ) async {
        handles.keep(all: value, of: context, isTold: true)
        let message = OutgoingMessage.request(method) { writer in
            writer.write("context", context)
            members(&writer)
            writer.key(name)
            // The value was decoded from the same encoding, so encoding it can't fail.
            do { try value.encode(into: &writer) } catch { writer.null() }
        }
        await transport.sendInTurn(message)
    }

    /// Sends the client a notification that concerns no single context.
    ///
    /// - Parameter params: writes the members of the parameters.
    package func notify(_ method: StaticString, params: (inout JSONWriter) -> Void) {
        transport.send(OutgoingMessage.request(method, params: params))
    }
}
