import Wire
import Workers

extension Supervisor {
    /// Compiles a script without running it (Node's `new vm.Script`).
    ///
    /// - Parameters:
    ///   - code: JavaScript, as a script, not a module.
    ///   - filename: the script's name in stack traces; `evalmachine.<anonymous>` by default, and also if it is empty,
    ///     because the engine reports no positions for a script without a name.
    ///   - lineOffset: the number of lines before the code in its file, at most 2³⁰ on either side of 0; 0 by default.
    ///   - columnOffset: the number of columns before the code on its first line, at most 2²⁰ on either side of 0; 0 by
    ///     default.
    ///   - displayErrors: whether an error's stack begins with the place in the source; true by default.
    ///   - cachedData: the data of an earlier script of the same code; if it is accepted, the code is not checked
    ///     again. None by default. `Script.cachedDataRejected` says whether it was accepted.
    ///   - produceCachedData: whether to make such data; false by default.
    ///   - sourceMap: the text of the code's source map (ECMA-426), by which errors point to the sources that the code
    ///     was made from; nil, the default, if there is none, or one in a comment `//# sourceMappingURL=data:…`. A map
    ///     that is malformed, or longer than 32 Mi characters, is ignored.
    ///   - sourceMaps: whether such a map counts, where the context's `sourceMaps` is true; true by default.
    ///   - importModuleDynamically: how `import()` in the script finds modules; by default as its context does. Such a
    ///     script runs only in contexts with modules.
    /// - Throws: `VMError`: `compilation` if the code has a syntax error, `unavailable` if no worker can be started,
    ///   `invalidArgument` if an offset is out of range, `interrupted` if the task is cancelled.
    public func script(
        _ code: String, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, cachedData: [UInt8]? = nil, produceCachedData: Bool = false,
        sourceMap: String? = nil, sourceMaps: Bool = true,
        importModuleDynamically: ImportModuleDynamically? = nil
    ) async throws(VMError) -> Script {
        try await script(
            of: JSString(code), filename: filename, lineOffset: lineOffset, columnOffset: columnOffset,
            displayErrors: displayErrors, cachedData: cachedData, produceCachedData: produceCachedData,
            sourceMap: sourceMap.map { JSString($0) }, usesSourceMaps: sourceMaps,
            importer: try importModuleDynamically?.resolver())
    }

    /// - Parameter code: JavaScript, which may contain lone surrogates.
    package func script(
        of code: JSString, filename: String, lineOffset: Int, columnOffset: Int, displayErrors: Bool,
        cachedData: [UInt8]?,
        produceCachedData: Bool, sourceMap: JSString? = nil, usesSourceMaps: Bool = true,
        importer: (any ModuleResolver)? = nil
    ) async throws(VMError) -> Script {
        let comments = MagicComments(in: code.description)
        var source = source(
            code, comments, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset,
            displayErrors: displayErrors)
        source.sourceMap = sourceMap
        source.ignoresSourceMap = !usesSourceMaps
        let engine = try await zygote().engineVersion
        let isAccepted = cachedData.map { CachedData.accepts($0, source, engine: engine) }
        let script = Script(
            supervisor: self, source: source, isTransient: false, sourceMapURL: comments.sourceMapURL, engine: engine,
            cachedDataRejected: isAccepted.map { !$0 }, producesCachedData: produceCachedData,
            importer: importer)
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
                // Cancelling the compilation of another script ends the compiling context; this script is compiled in a
                // new one.
                guard error.code == .disposed else { throw error }
            }
        }
    }

    /// A script whose code is compiled in the context where it is first run.
    package func makeScript(
        _ code: JSString, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, isTransient: Bool = true, isModule: Bool = false, sourceMap: JSString? = nil,
        usesSourceMaps: Bool = true
    ) -> Script {
        let comments = MagicComments(in: code.description)
        var source = source(
            code, comments, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset,
            displayErrors: displayErrors)
        source.isModule = isModule
        source.sourceMap = sourceMap
        source.ignoresSourceMap = !usesSourceMaps
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
