import FoundationEssentials

/// Acorn, by which workers parse modules: a system package, found at run time.
enum ModuleParser {
    /// Where Debian's `node-acorn` puts it.
    static let debianPath = "/usr/share/nodejs/acorn/dist/acorn.js"

    /// - Throws: `unavailable` with what to install, where it is not there.
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
