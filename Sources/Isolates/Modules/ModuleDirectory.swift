import FoundationEssentials
import Glibc

/// Resolves relative specifiers to the files of a folder and its subfolders. Files outside the folder are never read,
/// neither through `..` nor through links.
///
/// A module's id is its path relative to the folder. A script from that folder should have such a path as its
/// `filename`, so that its imports are found beside it. `.json` files are JSON modules; an import with `type: "text"`
/// gets the file's text.
public struct ModuleDirectory: ModuleResolver {
    private let folder: String
    /// The folder outside of which nothing is read.
    private let root: String
    /// The folder as ids name it, with a slash; empty if they are relative to it.
    private let prefix: String

    /// - Parameter path: the folder.
    public init(_ path: String) {
        self.init(path, prefix: "")
    }

    /// - Parameters:
    ///   - path: the folder.
    ///   - prefix: the folder as ids name it, with a slash; empty if they are relative to it.
    ///   - root: a folder above, from which modules are read as well; nil for none.
    package init(_ path: String, prefix: String, root: String? = nil) {
        folder = path.isEmpty ? "." : path
        self.root = root ?? folder
        self.prefix = prefix.isEmpty ? "" : ModulePath.resolve("./", referrer: prefix)
    }

    public func resolve(_ request: ModuleRequest) throws -> ModuleSource {
        let id = request.path
        guard ModulePath.isRelative(request.specifier), let relative = ModulePath.path(of: id, from: prefix),
            let root = Self.realPath(root), let path = Self.realPath(folder + "/" + relative),
            path.hasPrefix(root == "/" ? root : root + "/")
        else { throw ModuleNotFound() }
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory else {
            throw ModuleNotFound()
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        guard let source = String(data: data, encoding: .utf8) else {
            throw ModuleUnreadable(description: "\(id) is not UTF-8")
        }
        return ModuleSource(id: id, source: source, type: Self.kind(of: id, request))
    }

    private static func kind(of id: String, _ request: ModuleRequest) -> ModuleSource.Kind {
        if request.attributes["type"] == "text" { return .text }
        return id.hasSuffix(".json") ? .json : .javascript
    }

    /// The path of an existing file without links and dots (realpath(3)); nil, and errno, if there is none.
    package static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

private struct ModuleUnreadable: Error, CustomStringConvertible {
    let description: String
}

extension ModuleResolver where Self == ModuleDirectory {
    /// A resolver for the files of a folder and its subfolders.
    public static func directory(_ path: String) -> ModuleDirectory { ModuleDirectory(path) }
}
