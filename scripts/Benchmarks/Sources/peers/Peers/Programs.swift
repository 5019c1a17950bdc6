import Foundation

/// The programs that are measured. One that is not installed is nil.
struct Programs {
    /// The command line of this checkout.
    let isolates: String
    let node: String?
    let jsc: String?
    /// The environment in which `jsc` has the options that the engine has in a worker.
    static let oneThread = [
        "JSC_useConcurrentJIT": "0", "JSC_useConcurrentGC": "0", "JSC_numberOfGCMarkers": "1",
    ]
    /// A Python that has mini-racer.
    let miniRacer: String?
    let cat = "/bin/cat"
    /// The folder of the scripts that the other languages run: that of this package's manifest.
    let scripts: URL
    /// A folder for the files that programs read and write.
    let files: URL

    /// - Parameters:
    ///   - isolates: the path of the command line.
    ///   - scripts: the folder of the scripts.
    ///   - miniRacer: the path of a Python that may have mini-racer.
    init(isolates: String, scripts: URL, miniRacer: String) throws {
        self.isolates = isolates
        self.scripts = scripts
        node = Self.find("node")
        jsc = Self.find("jsc")
        let hasMiniRacer = (try? output(of: [miniRacer, "-c", "import py_mini_racer"])) != nil
        self.miniRacer = hasMiniRacer ? miniRacer : nil
        files = FileManager.default.temporaryDirectory.appending(path: "isolates-bench-\(getpid())")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    }

    func removeFiles() {
        try? FileManager.default.removeItem(at: files)
    }

    static let jscIsMissing = "jsc (libjavascriptcoregtk-4.0-bin) is not installed"
    static let nodeIsMissing = "node is not installed"

    /// Node with a script of this package, which does jobs.
    func nodeJobs(_ script: String, options: [String] = []) throws -> JobProcess {
        try JobProcess(node, options + [scripts.appending(path: script).path], absence: Self.nodeIsMissing)
    }

    /// mini-racer with its script, which does jobs.
    func miniRacerJobs() throws -> JobProcess {
        try JobProcess(
            miniRacer, [scripts.appending(path: "peersMiniRacer.py").path],
            absence: "mini-racer is not installed (scripts/bench --help)")
    }

    /// Writes a file for programs.
    ///
    /// - Returns: its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = files.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private static func find(_ name: String) -> String? {
        let directories = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return directories.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
