import Foundation

/// A socket on which a service manager listens for what its services say.
struct DatagramSocket {
    private let handle: FileHandle

    init(path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw RawConnection.Failure(description: "bind: \(String(cString: strerror(errno)))") }
    }

    /// The next message, for which it waits at most 20 s.
    func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(handle.fileDescriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw RawConnection.Failure(description: "no message came") }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

/// A socket that listens, before anybody serves it.
enum ListeningSocket {
    /// A port at which nobody listens at this moment.
    static func freePort() throws -> Int { try make().port }

    static func make() throws -> (FileHandle, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) + listen(descriptor, 16) + getsockname(descriptor, pointer, &length)
            }
        }
        guard result == 0 else {
            throw RawConnection.Failure(description: "listen: \(String(cString: strerror(errno)))")
        }
        return (FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), Int(UInt16(bigEndian: address.sin_port)))
    }
}
