import Isolates

/// Whether a module is run, and where its imports are read.
struct ModuleChoice: Sendable {
    /// Whether the code is a module, not a script.
    let isModule: Bool
    /// Nil where nothing can be imported: a script that was not read from a file, without `--module-root`.
    let settings: ModuleSettings?

    /// - Parameters:
    ///   - file: the path of the code as it was given; nil for none.
    ///   - isAsked: whether `--module` was given.
    ///   - root: the folder of `--module-root`; nil where it was not given.
    init(file: String?, isAsked: Bool, root: String?) {
        isModule = isAsked || [".mjs", ".mts"].contains { file?.hasSuffix($0) == true }
        let path = file == "-" ? nil : file
        let folder = path.flatMap { $0.lastIndex(of: "/").map { String(path![...$0]) } } ?? ""
        settings =
            isModule || root != nil
            ? .resolver(ModuleDirectory(root ?? folder, prefix: path == nil ? "" : folder)) : nil
    }
}
