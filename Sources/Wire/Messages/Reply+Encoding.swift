extension Reply {
    /// The frame that carries this reply.
    public func frame() -> [UInt8] {
        Frame.make { writer in
            writer.beginObject()
            writer.key("type")
            encode(into: &writer)
            writer.endObject()
        }
    }

    private func encode(into writer: inout JSONWriter) {
        switch self {
        case .ready:
            writer.string("ready")
        case .needsBase:
            writer.string("needsBase")
        case .restored:
            writer.string("restored")
        case .ended(let id, .result(let value, let inspected)):
            writer.begin("result", id: id)
            writer.value("value", value)
            writer.text("inspected", inspected)
        case .ended(let id, .exception(let exception, let isCompilation)):
            writer.begin("exception", id: id)
            writer.value("exception", exception)
            writer.flag("compilation", isCompilation)
        case .ended(let id, .tooLarge(let limit)):
            writer.begin("tooLarge", id: id)
            writer.key("limit")
            writer.string(limit.rawValue)
        case .ended(let id, .unknownHandle(let handle)):
            writer.begin("unknownHandle", id: id)
            writer.key("handle")
            writer.string(handle)
        case .ended(let id, .invalidValue(let message)):
            writer.begin("invalidValue", id: id)
            writer.key("message")
            writer.string(message)
        case .ended(let id, .forked(let copy)):
            writer.begin("forked", id: id)
            writer.number("call", copy.lastCall)
        case .ended(let id, .forkFailed(let reason)):
            writer.begin("forkFailed", id: id)
            writer.key("message")
            writer.string(reason)
        case .hostCall(let call):
            writer.string("hostCall")
            writer.key("call")
            writer.integer(call.call)
            writer.key("handle")
            writer.string(call.handle)
            writer.value("this", call.this)
            writer.value("arguments", call.arguments)
            writer.flag("async", call.isAsync)
        case .console(let message):
            writer.string("console")
            writer.key("level")
            writer.string(message.level)
            writer.value("arguments", message.arguments)
            writer.text("text", message.text)
        case .unhandledRejection(let exception):
            writer.string("unhandledRejection")
            writer.value("exception", exception)
        }
    }
}

extension JSONWriter {
    /// Writes a string member if it has a value.
    mutating func text(_ name: StaticString, _ value: JSString?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes an integer member if it has a value.
    mutating func number(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        key(name)
        integer(value)
    }
}
