import Isolates

/// The options of a run.
struct RunParameters: Sendable {
    private(set) var options: RunOptions
    /// The timeout in milliseconds, as the client gave it.
    let timeout: Double?
    /// The CPU timeout in milliseconds, as the client gave it.
    let cpuTimeout: Double?

    /// - Parameter limits: the limits that apply, with the default of the timeout.
    init(_ parameters: inout Parameters, _ limits: RPCLimits) throws(RPCError) {
        try self.init(&parameters)
        options.timeout = limits.timeout(asked: options.timeout)
        let breaksOnSigint = try parameters.bool("breakOnSigint") ?? false
        // A signal to a program that serves many clients is not meant for the run of one of them.
        options.breakOnSigint = breaksOnSigint && !limits.capsRequests
        options.awaitPromise = try parameters.bool("awaitPromise") ?? false
        options.untilIdle = try parameters.bool("untilIdle") ?? false
    }

    /// Only the limits, for methods that read or write a sandbox.
    init(sandbox parameters: inout Parameters, _ limits: RPCLimits) throws(RPCError) {
        try self.init(&parameters)
        options.timeout = limits.capped(options.timeout)
    }

    private init(_ parameters: inout Parameters) throws(RPCError) {
        timeout = try parameters.milliseconds("timeout")
        cpuTimeout = try parameters.milliseconds("cpuTimeout")
        options = RunOptions(timeout: timeout.map(Self.duration), cpuTimeout: cpuTimeout.map(Self.duration))
    }

    /// Keeps a timeout within what a `Duration` can hold: from 1 ns to some 30,000 years.
    private static func duration(milliseconds: Double) -> Duration {
        .milliseconds(min(max(milliseconds, 1e-6), 1e15))
    }
}

/// The code of a run.
enum RunSource: Sendable {
    /// The id of a script that was made before.
    case script(String)
    case code(SourceParameters)

    var isModule: Bool {
        if case .code(let source) = self { source.isModule } else { false }
    }

    init(_ parameters: inout Parameters) throws(RPCError) {
        if let id = try parameters.string("script") {
            guard !parameters.contains("code") else { throw .invalidParams("code beside script: give one of the two") }
            self = .script(id)
        } else {
            guard parameters.contains("code") else { throw .invalidParams("script or code is missing") }
            var source = try SourceParameters(&parameters)
            source.isModule = try parameters.choice("type", of: CodeType.self) == .module
            self = .code(source)
        }
    }
}

/// Code, and the name and position that stacks give it.
struct SourceParameters: Sendable {
    let code: JSString
    let filename: String
    let lineOffset: Int
    let columnOffset: Int
    let displayErrors: Bool
    let sourceMap: JSString?
    let sourceMaps: Bool
    var isModule = false

    init(_ parameters: inout Parameters) throws(RPCError) {
        code = try parameters.require("code", try parameters.text("code"))
        filename = try parameters.string("filename") ?? Script.defaultFilename
        lineOffset = try parameters.offset("lineOffset") ?? 0
        columnOffset = try parameters.offset("columnOffset") ?? 0
        displayErrors = try parameters.bool("displayErrors") ?? true
        sourceMap = try parameters.text("sourceMap")
        sourceMaps = try parameters.bool("sourceMaps") ?? true
    }
}

extension RPCSession {
    /// - Throws: `disposed` if there is no script with that id.
    func script(_ source: RunSource) throws(RPCError) -> Script {
        switch source {
        case .script(let id): try scripts.script(id)
        case .code(let source):
            supervisor.makeScript(
                source.code, filename: source.filename, lineOffset: source.lineOffset,
                columnOffset: source.columnOffset,
                displayErrors: source.displayErrors, isModule: source.isModule, sourceMap: source.sourceMap,
                usesSourceMaps: source.sourceMaps)
        }
    }
}
