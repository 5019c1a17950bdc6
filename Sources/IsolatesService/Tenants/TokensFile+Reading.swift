import Glibc

extension TokensFile {
    /// Why a file can't be read.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: `Unreadable`, or `Fault` if its content is wrong.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable(description: "it can't be read: \(Self.reason(errno))") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count > 0 {
                bytes += chunk[..<count]
            } else if errno != EINTR {
                throw Unreadable(description: "it can't be read: \(Self.reason(errno))")
            }
        }
        try self.init(bytes)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
