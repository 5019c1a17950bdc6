import Foundation

/// A file beside the tests.
enum Fixture {
    /// What a JSON file of `Fixtures` holds.
    static func load<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }
}
