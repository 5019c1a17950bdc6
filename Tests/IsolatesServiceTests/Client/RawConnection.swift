import Foundation
import Synchronization

/// A socket, with nothing of HTTP about it.
final class RawConnection: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "test.connection")
    private let rest = Mutex<[UInt8]>([])

    /// Connects to a port of this machine.
    init(port: Int) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try connect(&address)
    }

    /// Connects to a unix socket.
    init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try connect(&address)
    }

    private func connect<Address>(_ address: inout Address) throws {
        signal(SIGPIPE, SIG_IGN)
        let size = socklen_t(MemoryLayout<Address>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw Failure(description: "connect: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    /// Writes all of the bytes, as far as somebody takes them.
    func send(_ bytes: [UInt8]) async throws {
        try await onQueue { [descriptor] in
            var start = 0
            while start < bytes.count {
                let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + start, $0.count - start) }
                if count > 0 {
                    start += count
                } else if errno != EINTR {
                    throw Failure(description: "write: \(String(cString: strerror(errno)))")
                }
            }
        }
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// Sends no more, and still reads.
    func closeOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Neither sends nor reads any more, and the other side learns of it.
    func abort() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Gives so many bytes.
    func read(count: Int) async throws -> [UInt8] {
        while rest.withLock({ $0.count }) < count {
            guard try await readSome() else { throw Failure(description: "the connection ended") }
        }
        return rest.withLock { rest in
            defer { rest.removeFirst(count) }
            return Array(rest.prefix(count))
        }
    }

    /// Gives what stands before an empty line.
    func readHead() async throws -> String? {
        while true {
            let head = rest.withLock { rest -> String? in
                guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
                defer { rest.removeSubrange(..<end.upperBound) }
                return String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            }
            if let head { return head }
            guard try await readSome() else { return nil }
        }
    }

    /// Waits until the other side has closed the connection; what it sends until then is dropped.
    func waitForEnd() async throws {
        while try await readSome() {}
    }

    /// - Returns: false at the end.
    private func readSome() async throws -> Bool {
        let bytes = try await onQueue { [descriptor] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Foundation.read(descriptor, &buffer, buffer.count)
                if count >= 0 { return Array(buffer[..<count]) }
                // The other side may have reset it.
                if errno != EINTR { return [] }
            }
        }
        rest.withLock { $0 += bytes }
        return !bytes.isEmpty
    }

    private func onQueue<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
