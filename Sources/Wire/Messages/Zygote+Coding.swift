extension ZygoteRequest {
    /// The packet's JSON. A packet has its own length, so it needs no frame.
    public func packet() -> [UInt8] {
        switch self {
        case .fork(let worker): packetOf("fork", [("worker", worker)])
        case .adopt(let worker, let pid): packetOf("adopt", [("worker", worker), ("pid", pid)])
        }
    }

    /// - Throws: `MessageError` or `JSONError` for anything that is no request.
    public init(json: [UInt8]) throws {
        let (type, numbers) = try readPacket(json)
        switch type {
        case "fork": self = .fork(worker: try required(numbers["worker"], "worker"))
        case "adopt":
            self = .adopt(worker: try required(numbers["worker"], "worker"), pid: try required(numbers["pid"], "pid"))
        default: throw MessageError("unknown zygote request \(type)")
        }
    }
}

extension ZygoteReply {
    /// The packet's JSON.
    public func packet() -> [UInt8] {
        switch self {
        case .ready(let major, let minor, let micro):
            packetOf("ready", [("major", major), ("minor", minor), ("micro", micro)])
        case .forked(let worker, let pid): packetOf("forked", [("worker", worker), ("pid", pid)])
        case .forkFailed(let worker, let errno): packetOf("forkFailed", [("worker", worker), ("errno", errno)])
        case .ended(let worker, let signal, let exitStatus):
            packetOf("ended", [("worker", worker), ("signal", signal), ("exitStatus", exitStatus)])
        }
    }

    /// - Throws: `MessageError` or `JSONError` for anything that is no reply.
    public init(json: [UInt8]) throws {
        let (type, numbers) = try readPacket(json)
        switch type {
        case "ready":
            self = .ready(
                major: try required(numbers["major"], "major"), minor: try required(numbers["minor"], "minor"),
                micro: try required(numbers["micro"], "micro"))
        case "forked":
            self = .forked(worker: try required(numbers["worker"], "worker"), pid: try required(numbers["pid"], "pid"))
        case "forkFailed":
            self = .forkFailed(worker: try required(numbers["worker"], "worker"), errno: try required(numbers["errno"], "errno"))
        case "ended":
            self = .ended(
                worker: try required(numbers["worker"], "worker"), signal: numbers["signal"], exitStatus: numbers["exitStatus"])
        default: throw MessageError("unknown zygote reply \(type)")
        }
    }
}

private func packetOf(_ type: StaticString, _ numbers: [(StaticString, Int?)]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("type")
    writer.string(type.description)
    for (name, number) in numbers { writer.number(name, number) }
    writer.endObject()
    return writer.bytes
}

private func readPacket(_ json: [UInt8]) throws -> (type: String, numbers: [String: Int]) {
    var reader = JSONReader(json)
    var type: String?
    var numbers: [String: Int] = [:]
    try reader.members { reader, key in
        if key == "type" {
            type = try reader.string().description
        } else {
            numbers[key.description] = try reader.integer()
        }
        return true
    }
    try reader.end()
    return (try required(type, "type"), numbers)
}
