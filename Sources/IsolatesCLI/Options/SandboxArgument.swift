import ArgumentParser
import Isolates

/// The sandbox as it is given on the command line: JSON, or `@` and the file that holds it.
enum SandboxArgument: Sendable {
    case properties(Value.Object)
    case file(TextFile)

    /// - Throws: `ValidationError` for JSON that is no sandbox, with the place of the fault.
    @Sendable
    init(argument: String) throws {
        self =
            argument.hasPrefix("@")
            ? .file(TextFile(path: String(argument.dropFirst()))) : .properties(try Self.properties(in: argument))
    }

    /// The path of the file; nil if there is no file that can change.
    var path: String? {
        if case .file(let file) = self, file.path != "-" { file.path } else { nil }
    }

    /// The properties of the sandbox.
    ///
    /// - Throws: `UnreadableFile`, and `ValidationError` for a file that holds no sandbox, with the place of the fault.
    func load() throws -> Value.Object {
        switch self {
        case .properties(let properties): return properties
        case .file(let file):
            let json = try file.readWithoutMark()
            do { return try Self.properties(in: json) } catch {
                throw ValidationError("\(file.path) holds no sandbox: \(error)")
            }
        }
    }

    private static func properties(in json: String) throws -> Value.Object {
        let value: Value
        do { value = try Value(json: json) } catch { throw ValidationError(error.description) }
        guard let sandbox = value.object else { throw ValidationError("a sandbox must be an object at $") }
        if let path = value.pathOfHandle() {
            throw ValidationError("nobody here could answer for a function or a promise at \(path)")
        }
        return sandbox
    }
}
