import Foundation

/// Gives `body` a new directory that is gone afterwards.
func withTemporaryDirectory<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
}

extension URL {
    /// Writes a file into this directory.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: appending(path: name))
    }
}
