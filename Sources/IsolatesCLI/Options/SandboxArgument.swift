import ArgumentParser
import Isolates

/// The sandbox as it is given on the command line: JSON, or `@` and the file that holds it.
enum SandboxArgument: Sendable {
    case json(String)
    case file(TextFile)

    @Sendable
    init(argument: String) {
        self = argument.hasPrefix("@") ? .file(TextFile(path: String(argument.dropFirst()))) : .json(argument)
    }

    /// The properties of the sandbox.
    ///
    /// - Throws: `UnreadableFile`, and `ValidationError` for what is no object in the encoding of values, with the place in the JSON.
    func load() throws -> Value.Object {
        let json =
            switch self {
            case .json(let json): json
            case .file(let file): try file.read()
            }
        let value: Value
        do { value = try Value(json: json) } catch { throw invalid(error.description) }
        guard let sandbox = value.object else { throw invalid("it must be an object at $") }
        if let path = value.pathOfHandle() {
            throw invalid("a function or a promise that nobody here could call or settle at \(path)")
        }
        return sandbox
    }

    private func invalid(_ reason: String) -> ValidationError {
        ValidationError("The sandbox is not one in JSON: \(reason)")
    }
}
