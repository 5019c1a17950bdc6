import Workers

/// What bounds a run, and how its code and its result are taken: the options of Node's `vm.runInContext` and of
/// `script.runInContext`.
///
/// Every form of `runInContext`, `runInNewContext` and `runInThisContext` takes one of these as `options`, and the
/// options in common use as arguments of their own too. An argument that is given overrides that option.
///
/// ```swift
/// let careful = RunOptions(timeout: .milliseconds(200), awaitPromise: true)
/// try await supervisor.runInContext("load()", context, options: careful)
/// try await supervisor.runInContext("load()", context, options: careful, timeout: .seconds(2))
/// ```
///
/// Source: the `vm` documentation of Node.js, “script.runInContext” and “vm.runInContext”.
public struct RunOptions: Sendable {
    /// How long the run may take, above 0; then it is killed. Microtasks that the run leaves count. Nil, the default,
    /// for no limit.
    public var timeout: Duration?
    /// How much CPU time the context's worker may use for the run, above 0. Time in which the worker waits, such as for
    /// a function of your program, does not count. The run is killed then. Nil, the default, for no limit.
    public var cpuTimeout: Duration?
    /// Whether SIGINT, sent to your program, kills the run; false by default.
    public var breakOnSigint: Bool
    /// Whether the result is what `await` would give; false by default. The run then goes on until its promise is
    /// settled. Where nothing is left that could settle it, the run ends at once with `exception`.
    public var awaitPromise: Bool
    /// Whether the run goes on until nothing of the context is pending: no timer, promise job or open call of a
    /// function of your program; false by default. Its result is the script's all the same. What a timer's callback
    /// throws ends the run with `exception`.
    public var untilIdle: Bool
    /// What kind of code is run. Nil, the default, for a script. Only for forms that take code.
    public var type: CodeType?
    /// What stack traces call the code. Nil, the default, for ``Script/defaultFilename``. Only for forms that take
    /// code: a ``Script`` has its name already.
    public var filename: String?
    /// How many lines come before the code in its file, at most 2³⁰ on either side of 0. Nil, the default, for none.
    /// Only for forms that take code.
    public var lineOffset: Int?
    /// How many columns come before the code on its first line, at most 2²⁰ on either side of 0. Nil, the default, for
    /// none. Only for forms that take code.
    public var columnOffset: Int?
    /// Whether the stack of an error begins with the line of code that failed. Nil, the default, for yes. Only for
    /// forms that take code.
    public var displayErrors: Bool?
    /// The text of the code's source map, as of `Supervisor.script`; nil, the default, where there is none, or one in a
    /// comment. Only for forms that take code.
    public var sourceMap: String?
    /// Whether the result comes as `util.inspect` shows it, too.
    package var inspectsResult = false
    /// Whether the result is the variable `_` afterwards, or what is thrown `_error`.
    package var remembersResult = false

    /// Options; each is described at its property.
    public init(
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false,
        untilIdle: Bool = false, filename: String? = nil, lineOffset: Int? = nil, columnOffset: Int? = nil,
        displayErrors: Bool? = nil, type: CodeType? = nil, sourceMap: String? = nil
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

    /// A timeout of 5 seconds: what the free functions of this module run with where nothing else is asked for.
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

    /// - Throws: `invalidArgument` for a timeout that is not above 0, as in Node.
    func validate() throws(VMError) {
        for (name, timeout) in [("timeout", timeout), ("cpuTimeout", cpuTimeout)] {
            guard let timeout, timeout <= .zero else { continue }
            throw VMError(
                .invalidArgument, "\(name) must be above 0, not \(timeout.milliseconds)ms; leave it out for none")
        }
    }

    /// - Throws: `invalidArgument` for an option that says something of code, where there is none, or where a script
    ///   has that settled.
    func validateWithoutCode() throws(VMError) {
        let given = [
            ("filename", filename != nil), ("lineOffset", lineOffset != nil), ("columnOffset", columnOffset != nil),
            ("displayErrors", displayErrors != nil), ("type", type != nil), ("sourceMap", sourceMap != nil),
        ]
        guard let (name, _) = given.first(where: \.1) else { return }
        throw VMError(
            .invalidArgument,
            "\(name) belongs to code: give it where the code is given, to Supervisor.script or to a run that takes code"
        )
    }
}

/// What one run gave.
package struct RunResult: Sendable {
    /// The completion value, encoded as values.md says.
    package let json: [UInt8]
    /// The completion value as `util.inspect` shows it, where the run asked for it.
    package let inspected: String?
    /// Where it comes from: the functions and promises in it keep that alive.
    let context: Context

    package func value() throws(VMError) -> Value {
        do { return try context.decode(json) } catch {
            guard error.code == .malformed else { throw VMError(error) }
            // Only a worker that was taken over answers so.
            let end = WorkerEnd.violation("\(error)")
            context.processes.end(end)
            throw VMError(end)
        }
    }

    /// The completion value as a type.
    ///
    /// - Throws: `invalidValue` where it is no such type.
    func value<T: Decodable>(as type: T.Type) throws(VMError) -> T {
        let value = try value()
        if let value = value as? T { return value }
        do { return try value.decode(as: type) } catch {
            throw VMError(.invalidValue, "the result is no \(T.self): \(error)")
        }
    }
}
