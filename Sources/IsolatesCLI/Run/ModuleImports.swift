import Isolates

/// Finds the modules that scripts import.
enum ModuleImports {
    /// What finds them: relative ones are files of the script's folder and below.
    ///
    /// - Parameters:
    ///   - scripts: what they import is named beside what stacks call them.
    ///   - root: the folder of `--module-root`; nil if it was not given.
    /// - Returns: nil for scripts that import nothing: they need not wait for the parser of modules.
    static func resolver(of scripts: [ScriptText], root: String?) -> (any ModuleResolver)? {
        guard scripts.contains(where: { $0.isModule || $0.mayImport }) else { return nil }
        var resolver: (any ModuleResolver)?
        var known: Set<[String]> = []
        for script in scripts {
            let (folder, prefix) = (root ?? script.folder, ScriptText.folder(of: script.filename))
            guard known.insert([folder, prefix]).inserted else { continue }
            let directory = ModuleDirectory(folder, prefix: prefix)
            resolver = if let resolver { or(resolver, directory) } else { directory }
        }
        return resolver
    }

    private static func or(_ first: some ModuleResolver, _ second: ModuleDirectory) -> any ModuleResolver {
        first.or(second)
    }
}
