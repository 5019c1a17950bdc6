import Isolates

/// A script as it is given to the engine.
struct ScriptText: Sendable {
    private(set) var code: String
    /// The text of its source map; nil if it has none of its own.
    private(set) var sourceMap: String?
    /// The name that stacks give it.
    let filename: String
    /// Whether it is a module, not a script.
    var isModule: Bool
    /// Whether it is still TypeScript.
    private(set) var isTypeScript: Bool
    /// The folder that its file is in, with a slash; empty for the working directory, and nil if it is in no file.
    let folder: String?

    /// The script given on the command line.
    init(code: String, filename: String?) {
        self.code = code
        self.filename = filename ?? "[eval]"
        isModule = false
        isTypeScript = false
        folder = nil
    }

    /// The script in a file, without the byte order mark that it may begin with.
    ///
    /// - Throws: `UnreadableFile`.
    init(_ file: TextFile, filename: String? = nil) throws(UnreadableFile) {
        code = Self.withoutHashbang(try file.readWithoutMark())
        self.filename = filename ?? file.scriptName
        isModule = [".mjs", ".mts"].contains { file.path.hasSuffix($0) }
        isTypeScript = TypeScript.isName(file.path)
        folder = file.isStandardInput ? nil : Self.folder(of: file.path)
    }

    /// The script as JavaScript, which it may be already.
    ///
    /// - Throws: `VMError`, as ``TypeScript``.
    func javaScript(by typescript: TypeScript) async throws(VMError) -> ScriptText {
        guard isTypeScript else { return self }
        let source = try await typescript.javaScript(of: code, filename: filename)
        var script = self
        script.code = source.code
        script.sourceMap = source.sourceMap
        script.isModule = isModule || source.isModule
        script.isTypeScript = false
        return script
    }

    /// The part of a path up to and including its last slash.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// Turns a hashbang into a comment of the same length. A hashbang is valid only at the very beginning, and a column
    /// offset puts spaces there.
    private static func withoutHashbang(_ code: String) -> String {
        code.utf8.starts(with: "#!".utf8) ? "//" + String(Substring(code.utf8.dropFirst(2))) : code
    }
}
