import Wire
import Workers

extension Supervisor {
    /// Compiles a script without running it (Node's `new vm.Script`).
    ///
    /// - Parameters:
    ///   - code: JavaScript; it is a script, not a module.
    ///   - filename: what stack traces call it; `evalmachine.<anonymous>` by default, and where it is empty: the engine
    ///     tells no position of a script without a name.
    ///   - lineOffset: lines that come before the code in its file; 0 by default, may be negative.
    ///   - columnOffset: columns that come before the code on its first line; 0 by default, may be negative.
    ///   - displayErrors: whether the stack of an error begins with the place in the source; true by default.
    ///   - cachedData: what an earlier script of the same code gave; where it is accepted, the code is not checked
    ///     again. None by default. `Script.cachedDataRejected` says what became of it.
    ///   - produceCachedData: whether to make such data; false by default.
    /// - Throws: `VMError`: `compilation` where the code is no JavaScript, `unavailable` where no worker can be had,
    ///   `invalidArgument` for offsets out of range.
    public func script(
        _ code: String, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, cachedData: [UInt8]? = nil, produceCachedData: Bool = false
    ) async throws(VMError) -> Script {
        try await script(
            of: JSString(code), filename: filename, lineOffset: lineOffset, columnOffset: columnOffset,
            displayErrors: displayErrors, cachedData: cachedData, produceCachedData: produceCachedData)
    }

    /// - Parameter code: JavaScript, in which there may be lone surrogates.
    package func script(
        of code: JSString, filename: String, lineOffset: Int, columnOffset: Int, displayErrors: Bool,
        cachedData: [UInt8]?,
        produceCachedData: Bool
    ) async throws(VMError) -> Script {
        let comments = MagicComments(in: code.description)
        let source = source(
            code, comments, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset,
            displayErrors: displayErrors)
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
        while true {
            let context = try await compilingContext.get(where: { !$0.isDisposed }) { [self] () async throws(VMError) in
                try await createContext(.value([:]), ContextOptions(recovery: .discard), role: .compiler)
            }
            do {
                _ = try await context.request { Request.compile(id: $0, script.source).frame() }
                return
            } catch {
                // Whoever cancels the compilation of another script takes the context away, and no more than that.
                guard error.code == .disposed else { throw error }
            }
        }
    }

    /// A script whose code is compiled where it is first run.
    package func makeScript(
        _ code: JSString, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, isTransient: Bool = true, isModule: Bool = false
    ) -> Script {
        let comments = MagicComments(in: code.description)
        var source = source(
            code, comments, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset,
            displayErrors: displayErrors)
        source.isModule = isModule
        return Script(supervisor: self, source: source, isTransient: isTransient, sourceMapURL: comments.sourceMapURL)
    }

    private func source(
        _ code: JSString, _ comments: MagicComments, filename: String, lineOffset: Int, columnOffset: Int,
        displayErrors: Bool
    ) -> ScriptSource {
        ScriptSource(
            number: Script.nextNumber(), code: code,
            filename: comments.sourceURL ?? (filename.isEmpty ? Script.defaultFilename : filename),
            lineOffset: lineOffset, columnOffset: columnOffset, displayErrors: displayErrors)
    }
}
