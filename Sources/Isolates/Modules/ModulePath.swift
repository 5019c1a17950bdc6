/// Resolves specifiers like the paths of URLs. specifiers.js in the worker does the same for fixed maps.
enum ModulePath {
    static func isRelative(_ specifier: String) -> Bool {
        ["/", "./", "../"].contains { specifier.hasPrefix($0) } || specifier == "." || specifier == ".."
    }

    /// A key of a map as it is looked up: `./a.js` is `a.js`.
    static func key(_ specifier: String) -> String { resolve(specifier, referrer: "") }

    static func resolve(_ specifier: String, referrer: String) -> String {
        guard isRelative(specifier) else { return specifier }
        let root = root(of: referrer)
        let path = referrer.dropFirst(root.count).prefix { $0 != "?" && $0 != "#" }
        let isAbsolute = specifier.hasPrefix("/") || path.hasPrefix("/") || root.contains("//")
        let folder =
            specifier.hasPrefix("/") ? [] : path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var parts: [Substring] = []
        for part in folder + specifier.split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case "..":
                if let last = parts.last, last != ".." { parts.removeLast() } else if !isAbsolute { parts.append(part) }
            case ".", "": break
            default: parts.append(part)
            }
        }
        if specifier.hasSuffix("/") { parts.append("") }
        return root + (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }

    /// The path of an id relative to a folder, both as `resolve` returns them; nil if names are missing for the way
    /// there: from `../` to `a.js`, for example.
    ///
    /// - Parameter folder: ends with a slash, or is empty.
    static func path(of id: String, from folder: String) -> String? {
        if id.hasPrefix(folder) { return String(id.dropFirst(folder.count)) }
        guard id.hasPrefix("/") == folder.hasPrefix("/") else { return nil }
        let names = folder.split(separator: "/")
        let parts = id.split(separator: "/", omittingEmptySubsequences: false).drop { $0.isEmpty }
        let common = zip(names, parts).prefix { $0 == $1 }.count
        let left = names[common...]
        guard !left.contains("..") else { return nil }
        return (left.map { _ in ".." } + parts.dropFirst(common)).joined(separator: "/")
    }

    /// The scheme and, if there is one, the authority; empty if the id has no scheme.
    private static func root(of id: String) -> String {
        guard let match = id.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:(\/\/[^\/]*)?/) else { return "" }
        return String(match.output.0)
    }
}
