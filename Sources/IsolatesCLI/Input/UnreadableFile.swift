/// A file that could not be read as text.
struct UnreadableFile: Error, CustomStringConvertible {
    let name: String
    let reason: String

    var description: String { "\(name) can't be read: \(reason)" }
}
