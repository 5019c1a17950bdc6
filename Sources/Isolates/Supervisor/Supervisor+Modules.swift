import Wire
import Workers

extension ContextSource {
    /// Makes a context whose scripts can import modules.
    ///
    /// - Parameters:
    ///   - sandbox: the properties of the global object; none by default.
    ///   - modules: finds what is imported; goes before what `options` says.
    ///   - options: see ``ContextOptions``; none by default.
    ///   - memoryLimit, recovery: go before what `options` says.
    /// - Throws: `VMError`: as `createContext` without modules, and `unavailable` where acorn, which parses modules, is
    ///   not installed.
    nonisolated(nonsending) public func createContext(
        _ sandbox: Value.Object = [:], modules: any ModuleResolver, options: ContextOptions = ContextOptions(),
        memoryLimit: ByteCount? = nil, recovery: Recovery? = nil
    ) async throws(VMError) -> Context {
        var options = options.with(memoryLimit: memoryLimit, recovery: recovery)
        options.modules = modules
        return try await createContext(properties: .object(sandbox), options: options)
    }
}

extension Supervisor {
    /// Runs a module in a context (Node's `vm.SourceTextModule`).
    ///
    /// - Parameters:
    ///   - code: the module's source.
    ///   - context: one that was made with `modules`.
    ///   - type: `module`; goes before what `options` says.
    ///   - options: see ``RunOptions``; none by default. Its `awaitPromise` changes nothing: a run ends when a
    ///     top-level `await` has settled.
    ///   - filename: the module's id; goes before what `options` says.
    ///   - timeout: how long all of it may take: resolving, linking, and running until a top-level `await` has settled;
    ///     goes before what `options` says.
    ///   - result: what the namespace is decoded as; by default ``Value``, an object of the module's exports.
    /// - Returns: the module's namespace.
    /// - Throws: `VMError`, any code; `invalidValue` where the namespace is no such type.
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ code: String, _ context: Context, type: CodeType, options: RunOptions = RunOptions(), filename: String? = nil,
        timeout: Duration? = nil, as result: T.Type = Value.self
    ) async throws(VMError) -> T {
        var options = options
        options.type = type
        return try await runInContext(code, context, options: options, filename: filename, timeout: timeout, as: result)
    }

    /// The template of all contexts with modules, whose worker has acorn loaded.
    func moduleTemplate() async throws(VMError) -> Template {
        try await moduleTemplates.get(where: { !$0.isDisposed }) { [weak self] () async throws(VMError) in
            guard let self else { throw VMError(unavailable: "the supervisor is gone") }
            let parser = try ModuleParser.load()
            let options = ContextOptions(recovery: .discard)
            let context = try await createContext(.value([:]), options, role: .moduleTemplate)
            _ = try await context.request { id in
                Request.loadParser(source: parser).frame() + Request.prepareForCopies(id: id).frame()
            }
            return Template(id: "modules", context: context, warmUp: [], supervisor: nil, configuration, admission)
        }
    }
}
