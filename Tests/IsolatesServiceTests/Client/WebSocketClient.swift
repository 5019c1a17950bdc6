import IsolatesTestSupport
import Synchronization

/// A client of RFC 6455, as far as tests need it.
final class WebSocketClient: Sendable {
    struct Closed: Error {
        let code: Int?
    }

    let connection: RawConnection
    private let lastID = Mutex(0)
    private let notifications = Mutex<[JSON]>([])
    /// The client's functions, by their handles.
    private let functions: [String: @Sendable (JSON, WebSocketClient) async throws -> JSON]

    /// - Throws: `Answer` where the connection is not upgraded.
    init(
        _ connection: RawConnection, headers: [String: String] = [:], subprotocol: String? = "isolates.v1",
        functions: [String: @Sendable (JSON, WebSocketClient) async throws -> JSON] = [:]
    ) async throws {
        self.connection = connection
        self.functions = functions
        var headers = headers
        headers["upgrade"] = "websocket"
        headers["connection"] = "upgrade"
        headers["sec-websocket-version"] = "13"
        headers["sec-websocket-key"] = "dGhlIHNhbXBsZSBub25jZQ=="
        headers["sec-websocket-protocol"] = subprotocol
        try await connection.sendRequest("GET", "/v1/rpc", [], headers)
        let answer = try await connection.answer()
        guard answer.status == 101 else { throw Refused(answer: answer) }
        // The example of RFC 6455, 1.3.
        guard answer.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            answer.headers["sec-websocket-protocol"] == subprotocol
        else { throw Refused(answer: answer) }
    }

    struct Refused: Error {
        let answer: Answer
    }

    /// What was told without being asked, so far.
    var heard: [JSON] { notifications.withLock { $0 } }

    /// - Throws: `Failed` where the answer is an error.
    @discardableResult
    func call(_ method: String, _ params: JSON = [:]) async throws -> JSON {
        let id = try await start(method, params)
        while true {
            let message = try await next()
            guard message["id"]?.int == id, message["method"] == nil else {
                try await take(message)
                continue
            }
            if let error = message["error"] { throw Failed(error: error) }
            return message["result"] ?? .null
        }
    }

    struct Failed: Error {
        let error: JSON

        var code: Int? { error["code"]?.int }
    }

    /// Sends a request whose answer is read later.
    func start(_ method: String, _ params: JSON = [:]) async throws -> Int {
        let id = lastID.withLock { id in
            id += 1
            return id
        }
        try await send(["jsonrpc": "2.0", "id": .number(Double(id)), "method": "\(method)", "params": params])
        return id
    }

    private func take(_ message: JSON) async throws {
        guard message["method"]?.string == "callFunction", let id = message["id"] else {
            return notifications.withLock { $0.append(message) }
        }
        guard let function = functions[message["params"]?["function"]?.string ?? ""] else { return }
        let result = try await function(message["params"]?["args"] ?? .null, self)
        try await send(["jsonrpc": "2.0", "id": id, "result": ["result": result]])
    }

    func send(_ message: JSON) async throws {
        try await send(frame: 1, message.bytes)
    }

    func send(frame opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) async throws {
        var frame: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        switch payload.count {
        case ..<126: frame.append(0x80 | UInt8(payload.count))
        case ..<65_536:
            frame.append(0x80 | 126)
            frame += (0..<2).map { UInt8(truncatingIfNeeded: payload.count >> (8 - 8 * $0)) }
        default:
            frame.append(0x80 | 127)
            frame += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        // A mask of zeros changes nothing.
        try await connection.send(frame + [0, 0, 0, 0] + payload)
    }

    /// The next message; pings are answered.
    ///
    /// - Throws: `Closed` at the end.
    func next() async throws -> JSON {
        while true {
            let head = try await connection.read(count: 2)
            var length = Int(head[1] & 0x7f)
            if length >= 126 {
                length = try await connection.read(count: length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
            }
            let payload = try await connection.read(count: length)
            switch head[0] & 0x0f {
            case 1: return try JSON(payload)
            case 8: throw Closed(code: payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil)
            case 9: try await send(frame: 10, payload)
            default: break
            }
        }
    }
}
