import Wire

extension Supervisor {
    /// Compiles a script without running it (Node's `new vm.Script`).
    ///
    /// - Parameters:
    ///   - code: JavaScript; it is a script, not a module.
    ///   - filename: what stack traces call it; `evalmachine.<anonymous>` by default, and where it is empty: the engine tells no
    ///     position of a script without a name.
    ///   - lineOffset: lines that come before the code in its file; 0 by default, may be negative.
    ///   - columnOffset: columns that come before the code on its first line; 0 by default, may be negative.
    ///   - displayErrors: whether the stack of an error begins with the place in the source; true by default.
    ///   - cachedData: what an earlier script of the same code gave; where it is accepted, the code is not checked again. None by
    ///     default. `Script.cachedDataRejected` says what became of it.
    ///   - produceCachedData: whether to make such data; false by default.
    /// - Throws: `VMError`: `compilation` where the code is no JavaScript, `unavailable` where no worker can be had,
    ///   `invalidArgument` for offsets out of range.
    public func script(
        _ code: String, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, cachedData: [UInt8]? = nil, produceCachedData: Bool = false
    ) async throws(VMError) -> Script {
        let comments = MagicComments(in: code)
        let source = source(
            code, comments, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset, displayErrors: displayErrors)
        let engine = try await zygote().engineVersion
        let isAccepted = cachedData.map { CachedData.accepts($0, source, engine: engine) }
        let script = Script(
            supervisor: self, source: source, isTransient: false, sourceMapURL: comments.sourceMapURL, engine: engine,
            cachedDataRejected: isAccepted.map { !$0 }, producesCachedData: produceCachedData)
        try script.validate()
        if isAccepted != true { try await compile(script) }
        return script
    }

    private func compile(_ script: Script) async throws(VMError) {
        let context = try await compilingContext.get(where: { !$0.isDisposed }) { [self] () async throws(VMError) in
            try await createContext(.object([:]), ContextSettings(), owner: nil)
        }
        _ = try await context.request { Request.compile(id: $0, script.source).frame() }
    }

    /// A script whose code is compiled where it is first run.
    package func makeScript(
        _ code: String, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, isTransient: Bool = true
    ) -> Script {
        let comments = MagicComments(in: code)
        let source = source(
            code, comments, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset, displayErrors: displayErrors)
        return Script(supervisor: self, source: source, isTransient: isTransient, sourceMapURL: comments.sourceMapURL)
    }

    private func source(
        _ code: String, _ comments: MagicComments, filename: String, lineOffset: Int, columnOffset: Int, displayErrors: Bool
    ) -> ScriptSource {
        ScriptSource(
            number: Script.nextNumber(), code: JSString(code), filename: comments.sourceURL ?? (filename.isEmpty ? Script.defaultFilename : filename),
            lineOffset: lineOffset, columnOffset: columnOffset, displayErrors: displayErrors)
    }
}
