import Workers

/// The options of a run, as those of Node's `vm.runInContext` and `script.runInContext`: its limits, and how its code
/// and its result are treated.
///
/// Every form of `runInContext`, `runInNewContext` and `runInThisContext` takes these options as `options`. The common
/// options are also arguments; a given argument overrides the option.
///
/// ```swift
/// let careful = RunOptions(timeout: .milliseconds(200), awaitPromise: true)
/// try await supervisor.runInContext("load()", context, options: careful)
/// try await supervisor.runInContext("load()", context, options: careful, timeout: .seconds(2))
/// ```
///
/// Source: the `vm` documentation of Node.js, “script.runInContext” and “vm.runInContext”.
public struct RunOptions: Sendable {
    /// How long the run may take, above 0, counted from when its worker is ready and has been given the run; then it is
    /// killed. The run's microtasks count. Nil, the default, for no limit.
    public var timeout: Duration?
    /// How much CPU time the context's worker may use for the run, above 0; then the run is killed. Time in which the
    /// worker waits, for example for a function of your program, does not count. Nil, the default, for no limit.
    public var cpuTimeout: Duration?
    /// Whether SIGINT, sent to your program, kills the run; false by default.
    public var breakOnSigint: Bool
    /// Whether the result is awaited, as by `await`; false by default. If true, the run goes on until the promise is
    /// settled. If nothing is left that could settle it, the run ends at once with `exception`.
    public var awaitPromise: Bool
    /// Whether the run goes on until nothing in the context is pending: no timer, no promise job and no call of a
    /// function of your program; false by default. Its result is still the script's. An exception that a timer's
    /// callback throws ends the run with `exception`.
    public var untilIdle: Bool
    /// The kind of code. Nil, the default, for a script. Only for forms that take code.
    public var type: CodeType?
    /// The name of the code in stack traces. Nil, the default, for ``Script/defaultFilename``. Only for forms that take
    /// code: a ``Script`` already has a name.
    public var filename: String?
    /// The number of lines before the code in its file, at most 2³⁰ on either side of 0. Nil, the default, for none.
    /// Only for forms that take code.
    public var lineOffset: Int?
    /// The number of columns before the code on its first line, at most 2²⁰ on either side of 0. Nil, the default, for
    /// none. Only for forms that take code.
    public var columnOffset: Int?
    /// Whether an error's stack begins with the line of code that failed. Nil, the default, for yes. Only for forms
    /// that take code.
    public var displayErrors: Bool?
    /// The text of the code's source map, as for `Supervisor.script`; nil, the default, if there is none, or one in a
    /// comment. Only for forms that take code.
    public var sourceMap: String?
    /// Whether errors of the code point to the sources that its source map names; false turns off both `sourceMap` and
    /// a map in a comment. Nil, the default, for what the context's `sourceMaps` says. Only for forms that take code.
    public var sourceMaps: Bool?
    /// Whether the outcome includes the result as `util.inspect` shows it.
    package var inspectsResult = false
    /// Whether the run sets the variable `_` to its result, or `_error` to the thrown value.
    package var remembersResult = false

    /// Each parameter is described at its property.
    public init(
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false,
        untilIdle: Bool = false, filename: String? = nil, lineOffset: Int? = nil, columnOffset: Int? = nil,
        displayErrors: Bool? = nil, type: CodeType? = nil, sourceMap: String? = nil, sourceMaps: Bool? = nil
    ) {
        self.timeout = timeout
        self.cpuTimeout = cpuTimeout
        self.breakOnSigint = breakOnSigint
        self.awaitPromise = awaitPromise
        self.untilIdle = untilIdle
        self.type = type
        self.filename = filename
        self.lineOffset = lineOffset
        self.columnOffset = columnOffset
        self.displayErrors = displayErrors
        self.sourceMap = sourceMap
        self.sourceMaps = sourceMaps
    }

    package init(
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false,
        inspectsResult: Bool, remembersResult: Bool = false
    ) {
        self.init(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        self.inspectsResult = inspectsResult
        self.remembersResult = remembersResult
    }

    /// A timeout of 5 seconds: the default of this module's free functions.
    public static let limited = RunOptions(timeout: .seconds(5))

    /// These options, overridden by the arguments that were given.
    func with(
        filename: String? = nil, timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil,
        awaitPromise: Bool? = nil
    ) -> RunOptions {
        var options = self
        options.filename = filename ?? self.filename
        options.timeout = timeout ?? self.timeout
        options.cpuTimeout = cpuTimeout ?? self.cpuTimeout
        options.breakOnSigint = breakOnSigint ?? self.breakOnSigint
        options.awaitPromise = awaitPromise ?? self.awaitPromise
        return options
    }

    /// - Throws: `invalidArgument` if a timeout is not above 0, as in Node.
    func validate() throws(VMError) {
        try Self.validate("timeout", timeout)
        try Self.validate("cpuTimeout", cpuTimeout)
    }

    private static func validate(_ name: String, _ timeout: Duration?) throws(VMError) {
        guard let timeout, timeout <= .zero else { return }
        throw VMError(
            .invalidArgument, "\(name) must be above 0, not \(timeout.milliseconds)ms; leave it out for none")
    }

    /// - Throws: `invalidArgument` if an option about code is set. For requests without code, and for scripts, which
    ///   already have these options.
    func validateWithoutCode() throws(VMError) {
        let name: String
        if filename != nil {
            name = "filename"
        } else if lineOffset != nil {
            name = "lineOffset"
        } else if columnOffset != nil {
            name = "columnOffset"
        } else if displayErrors != nil {
            name = "displayErrors"
        } else if type != nil {
            name = "type"
        } else if sourceMap != nil {
            name = "sourceMap"
        } else if sourceMaps != nil {
            name = "sourceMaps"
        } else {
            return
        }
        throw VMError(
            .invalidArgument,
            "\(name) belongs to code: give it where the code is given, to Supervisor.script or to a run that takes code"
        )
    }
}

/// The result of one run.
package struct RunResult: Sendable {
    /// The completion value, encoded as specified in values.md.
    package let json: [UInt8]
    /// The completion value as `util.inspect` shows it, if the run asked for it.
    package let inspected: String?
    /// The context of the run. The functions and promises in the result keep it alive.
    let context: Context

    package func value() throws(VMError) -> Value {
        do { return try context.decode(json) } catch {
            guard error.code == .malformed else { throw VMError(error) }
            // Only a worker that was taken over sends such an answer.
            let end = WorkerEnd.violation("\(error)")
            context.processes.end(end)
            throw VMError(end)
        }
    }

    /// The completion value, decoded as a type.
    ///
    /// - Throws: `invalidValue` if it can't be decoded as `type`.
    func value<T: Decodable>(as type: T.Type) throws(VMError) -> T {
        let value = try value()
        if let value = value as? T { return value }
        do { return try value.decode(as: type) } catch {
            throw VMError(.invalidValue, "the result is no \(T.self): \(error)")
        }
    }
}
