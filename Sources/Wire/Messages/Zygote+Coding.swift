extension ZygoteRequest {
    /// The packet's JSON. Packets keep their boundaries, so they need no frames.
    public func packet() -> [UInt8] {
        switch self {
        case .fork(let worker): packetOf("fork", [("worker", worker)])
        case .expect(let worker, let token): packetOf("expect", [("worker", worker), ("token", token)])
        case .forget(let worker): packetOf("forget", [("worker", worker)])
        }
    }

    /// - Throws: `MessageError` or `JSONError` if the packet is not a valid request.
    public init(json: [UInt8]) throws {
        let (type, numbers, _, _) = try readPacket(json)
        switch type {
        case "fork": self = .fork(worker: try required(numbers["worker"], "worker"))
        case "expect":
            self = .expect(
                worker: try required(numbers["worker"], "worker"), token: try required(numbers["token"], "token"))
        case "forget": self = .forget(worker: try required(numbers["worker"], "worker"))
        default: throw MessageError("unknown zygote request \(type)")
        }
    }
}

extension ZygoteReply {
    /// The packet's JSON.
    public func packet() -> [UInt8] {
        switch self {
        case .ready(let major, let minor, let micro, let sharedCode, let layers, let undoLog):
            packetOf(
                "ready", [("major", major), ("minor", minor), ("micro", micro), ("sharedCode", sharedCode)], layers,
                undoLog)
        case .forked(let worker, let pid): packetOf("forked", [("worker", worker), ("pid", pid)])
        case .forkFailed(let worker, let errno): packetOf("forkFailed", [("worker", worker), ("errno", errno)])
        case .ended(let worker, let signal, let exitStatus, let cpuTime):
            packetOf(
                "ended", [("worker", worker), ("signal", signal), ("exitStatus", exitStatus), ("cpuTime", cpuTime)])
        }
    }

    /// - Throws: `MessageError` or `JSONError` if the packet is not a valid reply.
    public init(json: [UInt8]) throws {
        let (type, numbers, layers, undoLog) = try readPacket(json)
        switch type {
        case "ready":
            self = .ready(
                major: try required(numbers["major"], "major"), minor: try required(numbers["minor"], "minor"),
                micro: try required(numbers["micro"], "micro"),
                sharedCode: try required(numbers["sharedCode"], "sharedCode"), layers: layers, undoLog: undoLog)
        case "forked":
            self = .forked(worker: try required(numbers["worker"], "worker"), pid: try required(numbers["pid"], "pid"))
        case "forkFailed":
            self = .forkFailed(
                worker: try required(numbers["worker"], "worker"), errno: try required(numbers["errno"], "errno"))
        case "ended":
            self = .ended(
                worker: try required(numbers["worker"], "worker"), signal: numbers["signal"],
                exitStatus: numbers["exitStatus"],
                cpuTime: try required(numbers["cpuTime"], "cpuTime"))
        default: throw MessageError("unknown zygote reply \(type)")
        }
    }
}

private func packetOf(
    _ type: StaticString, _ numbers: [(StaticString, Int?)], _ layers: [LayerReport] = [],
    _ undoLog: UndoLogReport = .off
) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("type")
    writer.string(type.description)
    for (name, number) in numbers { writer.number(name, number) }
    if !layers.isEmpty { writer.layers(layers) }
    writer.undoLog(undoLog)
    writer.endObject()
    return writer.bytes
}

private func readPacket(
    _ json: [UInt8]
) throws -> (type: String, numbers: [String: Int], layers: [LayerReport], undoLog: UndoLogReport) {
    var reader = JSONReader(json)
    var type: String?
    var numbers: [String: Int] = [:]
    var layers: [LayerReport] = []
    var undoLog = UndoLogReport.off
    try reader.members { reader, key in
        if key == "type" {
            type = try reader.string().description
        } else if key == "layers" {
            layers = try reader.layers()
        } else if key == "undoLog" {
            let obstacle = try reader.string().description
            undoLog = obstacle.isEmpty ? .on : .unavailable(reason: obstacle)
        } else {
            numbers[key.description] = try reader.integer()
        }
        return true
    }
    try reader.end()
    return (try required(type, "type"), numbers, layers, undoLog)
}

extension JSONWriter {
    /// Writes the layers by name: an empty string if a layer is on, otherwise the obstacle.
    fileprivate mutating func layers(_ layers: [LayerReport]) {
        key("layers")
        beginObject()
        for report in layers {
            key(JSString(report.layer.rawValue))
            string(report.obstacle ?? "")
        }
        endObject()
    }

    /// An empty text where it is on, else what it lacks; nothing where nobody asked for it.
    fileprivate mutating func undoLog(_ report: UndoLogReport) {
        switch report {
        case .off: return
        case .on:
            key("undoLog")
            string("")
        case .unavailable(let reason):
            key("undoLog")
            string(reason)
        }
    }
}

extension JSONReader {
    fileprivate mutating func layers() throws -> [LayerReport] {
        var layers: [LayerReport] = []
        try members { reader, key in
            guard let layer = Layer(rawValue: key.description) else { throw MessageError("unknown layer \(key)") }
            let obstacle = try reader.string().description
            layers.append(LayerReport(layer, obstacle: obstacle.isEmpty ? nil : obstacle))
            return true
        }
        return layers
    }
}
