import Foundation

/// A file that is gone with this.
final class TemporaryFile: Sendable {
    let path: String

    init(_ text: String = "") throws {
        path = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID().uuidString)").path
        try write(text)
    }

    func write(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
