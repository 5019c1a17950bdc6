import Glibc
import Isolates

/// Finds the modules that scripts import.
enum ModuleImports {
    /// What finds them: relative ones are files of the script's folder and below.
    ///
    /// - Parameters:
    ///   - scripts: what they import is named beside what stacks call them.
    ///   - root: the folder of `--module-root`, from which scripts in it may import more than from their own, and which
    ///     is the folder of all other scripts; nil if it was not given.
    /// - Returns: nil for scripts that import nothing: they need not wait for the parser of modules.
    /// - Throws: `UnreadableFile` if the root is no folder.
    static func resolver(of scripts: [ScriptText], root: String?) throws(UnreadableFile) -> (any ModuleResolver)? {
        let root = root.map { $0.isEmpty ? "." : $0 }
        let realRoot = try root.map(realFolder)
        guard scripts.contains(where: { $0.isModule || $0.mayImport }) else { return nil }
        var resolver: (any ModuleResolver)?
        var known: Set<[String]> = []
        for script in scripts {
            let (folder, prefix) = (folder(of: script, root, realRoot), ScriptText.folder(of: script.filename))
            guard known.insert([folder, prefix]).inserted else { continue }
            let directory = ModuleDirectory(folder, prefix: prefix, root: root)
            resolver = if let resolver { or(resolver, directory) } else { directory }
        }
        return resolver
    }

    /// The folder that a script's relative imports begin at.
    private static func folder(of script: ScriptText, _ root: String?, _ realRoot: String?) -> String {
        guard let root, let realRoot else { return script.folder ?? "" }
        guard let folder = script.folder, let realFolder = ModuleDirectory.realPath(folder.isEmpty ? "." : folder),
            (realFolder + "/").hasPrefix(realRoot == "/" ? "/" : realRoot + "/")
        else { return root }
        return folder
    }

    private static func realFolder(_ path: String) throws(UnreadableFile) -> String {
        // With a dot after it, what is no folder is an error (path_resolution(7)).
        guard let path = ModuleDirectory.realPath(path + "/.") else {
            throw UnreadableFile(name: path, reason: String(cString: strerror(errno)))
        }
        return path
    }

    private static func or(_ first: some ModuleResolver, _ second: ModuleDirectory) -> any ModuleResolver {
        first.or(second)
    }
}
