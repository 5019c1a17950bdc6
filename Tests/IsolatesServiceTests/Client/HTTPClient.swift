import Foundation
import IsolatesTestSupport

/// An answer, as it came.
struct Answer: Sendable {
    let status: Int
    /// By their names in small letters.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSON {
        get throws { try JSON(body) }
    }

    /// The code of the error in it.
    var code: Int? { (try? json)?["error"]?["code"]?.int }

    /// The message of the error in it.
    var message: String { (try? json)?["error"]?["message"]?.string ?? "" }
}

extension RawConnection {
    /// Sends a request and waits for its answer.
    func request(
        _ method: String, _ path: String, _ body: JSON? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await sendRequest(method, path, body?.bytes ?? [], headers)
        return try await answer(to: method)
    }

    func sendRequest(
        _ method: String, _ path: String, _ body: [UInt8] = [], _ headers: [String: String] = [:]
    ) async throws {
        var lines = ["\(method) \(path) HTTP/1.1", "host: test"]
        if !body.isEmpty || method == "POST" { lines.append("content-length: \(body.count)") }
        lines += headers.map { "\($0.key): \($0.value)" }
        try await send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    }

    /// Waits for an answer that is no interim one.
    func answer(to method: String = "GET") async throws -> Answer {
        while true {
            guard let head = try await readHead() else { throw Failure(description: "there is no answer") }
            var lines = head.components(separatedBy: "\r\n")
            let status = lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            if (100...199).contains(status), status != 101 { continue }
            var headers: [String: String] = [:]
            for line in lines {
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            }
            let length = method == "HEAD" ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
            return Answer(status: status, headers: headers, body: try await read(count: length))
        }
    }
}
