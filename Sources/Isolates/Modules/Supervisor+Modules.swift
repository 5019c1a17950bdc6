import Wire

extension Supervisor {
    /// Makes a context whose scripts can import modules.
    ///
    /// - Parameters:
    ///   - sandbox: the properties of the global object; none by default.
    ///   - modules: finds what is imported.
    ///   - memoryLimit, recovery: as of `createContext` without modules.
    /// - Throws: `VMError`: as `createContext` without modules, and `unavailable` where acorn, which parses modules, is
    ///   not installed.
    public func createContext(
        _ sandbox: Value.Object = [:], modules: any ModuleResolver, memoryLimit: ByteCount? = nil,
        recovery: Recovery = .rollback
    ) async throws(VMError) -> Context {
        var settings = ContextSettings(memoryLimit: memoryLimit, recovery: recovery)
        settings.modules = .resolver(modules)
        return try await createContext(.object(sandbox), settings)
    }

    /// Runs a module in a context (Node's `vm.SourceTextModule`).
    ///
    /// - Parameters:
    ///   - code: the module's source.
    ///   - context: one that was made with `modules`.
    ///   - type: `module`.
    ///   - filename: the module's id; `evalmachine.<anonymous>` by default.
    ///   - timeout: how long all of it may take, above 0: resolving, linking, and running until a top-level `await` has
    ///     settled; no limit by default.
    /// - Returns: the module's namespace: an object of its exports.
    /// - Throws: `VMError`, any code.
    @discardableResult
    nonisolated(nonsending) public func runInContext(
        _ code: String, _ context: Context, type: CodeType, filename: String = Script.defaultFilename,
        timeout: Duration? = nil
    ) async throws(VMError) -> Value {
        let script = makeScript(JSString(code), filename: filename, isModule: type == .module)
        return try await context.run(script, RunOptions(timeout: timeout)).value()
    }

    /// As `runInContext` that gives a `Value`, with the namespace decoded as a type.
    ///
    /// - Throws: `VMError`, any code. `invalidValue` where the namespace is no such type.
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ code: String, _ context: Context, type: CodeType, filename: String = Script.defaultFilename,
        timeout: Duration? = nil, as result: T.Type
    ) async throws(VMError) -> T {
        let value = try await runInContext(code, context, type: type, filename: filename, timeout: timeout)
        do { return try value.decode(as: result) } catch { throw VMError(.invalidValue, "\(error)") }
    }

    /// The template of all contexts with modules, whose worker has acorn loaded.
    func moduleTemplate() async throws(VMError) -> Template {
        try await moduleTemplates.get(where: { !$0.isDisposed }) { [weak self] () async throws(VMError) in
            guard let self else { throw VMError(unavailable: "the supervisor is gone") }
            let parser = try ModuleParser.load()
            let settings = ContextSettings(recovery: .discard)
            let context = try await createContext(.object([:]), settings, owner: nil)
            _ = try await context.request { id in
                Request.loadParser(source: parser).frame() + Request.prepareForCopies(id: id).frame()
            }
            return Template(id: "modules", context: context, warmUp: [], supervisor: nil, configuration, places)
        }
    }
}

/// What kind of code is run.
public enum CodeType: String, Sendable, CaseIterable {
    case script, module
}
