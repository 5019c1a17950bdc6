import Wire

extension Supervisor {
    /// Compiles code as the body of a function (Node's `vm.compileFunction`).
    ///
    /// ```swift
    /// let add = try await supervisor.compileFunction("return a + b", ["a", "b"])
    /// let sum: Int = try await add.call(1, 2)
    /// ```
    ///
    /// - Parameters:
    ///   - code: the function's body, which may have `return`.
    ///   - params: the names of its parameters; none by default.
    ///   - filename: what stack traces call it; `evalmachine.<anonymous>` by default.
    ///   - lineOffset: lines that come before the code in its file; 0 by default, may be negative.
    ///   - columnOffset: columns that come before the code on its first line; 0 by default, not negative here.
    ///   - parsingContext: where the function is compiled, and runs; by default the supervisor's main context.
    ///   - contextExtensions: objects whose properties the function sees as variables, the last one's before those of
    ///     the others; none by default. They are copies, which calls of the function share.
    ///   - timeout: how long compiling may take; no limit by default.
    /// - Returns: the function. `call` runs it.
    /// - Throws: `VMError`: `compilation` where the code is no body of a function, `invalidArgument` for a parameter
    ///   that is no name, and for offsets out of range; `disposed`, `unavailable`, `timeout`.
    ///
    /// Source: the `vm` documentation of Node.js, “vm.compileFunction”.
    nonisolated(nonsending) public func compileFunction(
        _ code: String, _ params: [String] = [], filename: String = Script.defaultFilename, lineOffset: Int = 0,
        columnOffset: Int = 0, parsingContext: Context? = nil, contextExtensions: [Value.Object] = [],
        timeout: Duration? = nil
    ) async throws(VMError) -> Value.Function {
        for param in params where param.wholeMatch(of: /[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$]*/) == nil
        {
            throw VMError(.invalidArgument, "a parameter of a function must be a name, not \(param.debugDescription)")
        }
        guard columnOffset >= 0 else {
            throw VMError(.invalidArgument, "columnOffset of a function can't be negative, and is \(columnOffset)")
        }
        let body = FunctionBody(
            code: String(repeating: " ", count: min(columnOffset, Script.greatestColumnOffset)) + code,
            filename: filename, lineOffset: lineOffset - 1)
        let whole = try await compiled(body.function(of: params, extensions: contextExtensions.count), body)
        // What ends the function early and goes on behind it fits in there alone.
        _ = try await compiled(body.operand, body)
        let context = if let parsingContext { parsingContext } else { try await thisContext() }
        let made = try await context.run(whole, RunOptions(timeout: timeout)).value()
        guard case .function(let maker) = made.bare else { throw VMError(.invalidValue, "the code made no function") }
        guard !contextExtensions.isEmpty else { return maker }
        let extensions = contextExtensions.map { Value.object($0) }
        let function = try await maker.call(extensions, this: nil, RunOptions(timeout: timeout)).value()
        guard case .function(let function) = function.bare else {
            throw VMError(.invalidValue, "the code made no function")
        }
        return function
    }

    private func compiled(_ code: String, _ body: FunctionBody) async throws(VMError) -> Script {
        do throws(VMError) {
            return try await script(
                of: JSString(code), filename: body.filename, lineOffset: body.lineOffset, columnOffset: 0,
                displayErrors: true, cachedData: nil, produceCachedData: false)
        } catch {
            throw body.placed(error)
        }
    }
}

/// The body of a function, whose first line is the second of what is compiled.
private struct FunctionBody {
    let code: String
    let filename: String
    let lineOffset: Int

    /// An expression that gives the function; with extensions one that takes these and gives it.
    func function(of params: [String], extensions: Int) -> String {
        let head = "function (\(params.joined(separator: ", "))) {\n"
        guard extensions > 0 else { return "(\(head)\(code)\n})" }
        let scopes = (0..<extensions).map { "with (arguments[\($0)]) " }.joined()
        return "(function () { \(scopes)return \(head)\(code)\n} })"
    }

    /// A syntax error, placed at the body's end if the engine has found it in what is put behind that.
    func placed(_ error: VMError) -> VMError {
        guard error.code == .compilation, let exception = error.exception, let line = exception.line else {
            return error
        }
        let lines = code.split(omittingEmptySubsequences: false) {
            ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}"].contains($0)
        }
        let firstLine = lineOffset + 2
        let lastLine = firstLine + lines.count - 1
        let message = exception.message ?? ""
        if line < firstLine {
            return VMError(.invalidArgument, "the parameters of a function can't be these: \(message)")
        }
        guard line > lastLine, let last = lines.last else { return error }
        return VMError(
            exception: ScriptException(
                syntaxError: message, filename: filename, line: lastLine, column: last.utf16.count + 1,
                text: String(last)),
            isCompilation: true)
    }

    /// As the middle of a conditional expression, behind which nothing but a colon can come.
    var operand: String { "(function () { 0 ? () => {\n\(code)\n} : 0 })" }
}
