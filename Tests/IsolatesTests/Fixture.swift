import Foundation

/// A file beside the tests.
enum Fixture {
    /// What a JSON file of `Fixtures` holds.
    static func load<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(type, from: Data(bytes(of: name)))
    }

    static func bytes(of name: String) throws -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        return Array(try Data(contentsOf: file))
    }
}
