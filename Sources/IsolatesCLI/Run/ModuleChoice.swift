import Isolates

/// Whether a module is run, and where its imports are read.
struct ModuleChoice: Sendable {
    /// Whether the code is a module, not a script.
    let isModule: Bool
    /// Nil for a script that imports nothing: it need not wait for the parser of modules.
    let settings: ModuleSettings?

    /// - Parameters:
    ///   - script: the code, and what stacks call it. What it imports is named beside that.
    ///   - file: the path of the code as it was given; nil for none.
    ///   - isAsked: whether `--module` was given.
    ///   - root: the folder of `--module-root`; nil where it was not given.
    init(_ script: ScriptText, file: String?, isAsked: Bool, root: String?) {
        isModule = isAsked || [".mjs", ".mts"].contains { file?.hasSuffix($0) == true }
        guard isModule || script.code.contains("import") else {
            settings = nil
            return
        }
        let folder = root ?? file.map(Self.folder) ?? ""
        settings = .resolver(ModuleDirectory(folder, prefix: Self.folder(of: script.filename)))
    }

    /// What stands before the last part of a path, with its slash.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
