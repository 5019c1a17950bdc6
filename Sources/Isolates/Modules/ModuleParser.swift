import FoundationEssentials

/// Acorn, the parser that workers use for modules: a system package, found at run time.
enum ModuleParser {
    /// The path at which Debian's `node-acorn` installs it.
    static let debianPath = "/usr/share/nodejs/acorn/dist/acorn.js"

    /// - Throws: `unavailable`, which names the package to install, if acorn is not found.
    static func load() throws(VMError) -> JSString {
        let named = ProcessInfo.processInfo.environment["ISOLATES_ACORN"]
        let path = named ?? debianPath
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            let place = named == nil ? path : "\(path), which ISOLATES_ACORN names"
            throw VMError(
                unavailable: "modules need acorn, which is not at \(place). Install it (Debian: apt-get install "
                    + "node-acorn), or name another acorn.js in ISOLATES_ACORN")
        }
        return JSString(text)
    }
}
