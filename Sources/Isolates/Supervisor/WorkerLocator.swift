import Glibc
import Workers

/// Finds the program that every worker runs.
enum WorkerLocator {
    static let name = "isolate-worker"

    /// Looks beside the running program, then in `ISOLATES_WORKER`, then in `../libexec/isolates` relative to the
    /// running program's folder, then on `PATH`.
    ///
    /// - Throws: `VMError.unavailable`, which names all four places.
    static func locate() throws(VMError) -> String {
        for candidate in candidates() where access(candidate, X_OK) == 0 { return candidate }
        throw VMError(
            unavailable: """
                no \(name) was found: it is looked for beside the running program (\(programDirectory)), in the environment \
                variable ISOLATES_WORKER (\(environment("ISOLATES_WORKER") ?? "not set")), in \
                \(programDirectory)/../libexec/isolates, and on PATH. Build it with `swift build --product \(name)` or set \
                ISOLATES_WORKER to its path
                """)
    }

    private static func candidates() -> [String] {
        var candidates = ["\(programDirectory)/\(name)"]
        if let path = environment("ISOLATES_WORKER") { candidates.append(path) }
        candidates.append("\(programDirectory)/../libexec/isolates/\(name)")
        candidates += (environment("PATH") ?? "").split(separator: ":").map { "\($0)/\(name)" }
        return candidates
    }

    private static var programDirectory: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { return "." }
        let path = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
