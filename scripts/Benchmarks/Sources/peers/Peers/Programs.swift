import Foundation

/// The programs that are measured.
struct Programs {
    /// The command line of this checkout.
    let isolates: String
    /// Nil if it is not installed.
    let node: String?
    let jsc: String?
    let cat = "/bin/cat"
    /// The path of peers.js, which is beside this package's manifest.
    let peersScript: String

    init(isolates: String, peersScript: String) {
        self.isolates = isolates
        self.peersScript = peersScript
        node = Self.find("node")
        jsc = Self.find("jsc")
    }

    private static func find(_ name: String) -> String? {
        let directories = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return directories.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
