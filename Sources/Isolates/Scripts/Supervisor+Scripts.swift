import Wire

extension Supervisor {
    /// Compiles a script without running it (Node's `new vm.Script`).
    ///
    /// - Parameters:
    ///   - code: JavaScript; it is a script, not a module.
    ///   - filename: what stack traces call it; `evalmachine.<anonymous>` by default.
    ///   - lineOffset: lines that come before the code in its file; 0 by default, may be negative.
    ///   - columnOffset: columns that come before the code on its first line; 0 by default, may be negative.
    ///   - displayErrors: whether the stack of an error begins with the place in the source; true by default.
    /// - Throws: `VMError`: `compilation` where the code is no JavaScript, `unavailable` where no worker can be had.
    public func script(
        _ code: String, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true
    ) async throws(VMError) -> Script {
        let script = makeScript(
            code, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset, displayErrors: displayErrors,
            isTransient: false)
        let context = try await compilingContext.get(where: { !$0.isDisposed }) { [self] () async throws(VMError) in
            try await createContext(.object([:]), ContextSettings(), owner: nil)
        }
        _ = try await context.request { Request.compile(id: $0, script.source).frame() }
        return script
    }

    /// A script whose code is compiled where it is first run.
    package func makeScript(
        _ code: String, filename: String = Script.defaultFilename, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, isTransient: Bool = true
    ) -> Script {
        let source = ScriptSource(
            number: Script.nextNumber(), code: JSString(code), filename: filename, lineOffset: lineOffset,
            columnOffset: columnOffset, displayErrors: displayErrors)
        return Script(supervisor: self, source: source, isTransient: isTransient)
    }
}
