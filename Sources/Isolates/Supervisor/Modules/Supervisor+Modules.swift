import Wire
import Workers

extension ContextSource {
    /// Makes a context whose scripts can import modules.
    ///
    /// - Parameters:
    ///   - sandbox: the properties of the global object; none by default.
    ///   - modules: finds the modules that scripts import; overrides `options.modules`.
    ///   - options: see ``ContextOptions``; none by default.
    ///   - memoryLimit: overrides `options.memoryLimit`.
    ///   - recovery: overrides `options.recovery`.
    /// - Throws: `VMError`: as `createContext` without modules, and `unavailable` if acorn, which parses modules, is
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
    ///   - context: a context that was made with `modules`.
    ///   - type: `module`; overrides `options.type`.
    ///   - options: see ``RunOptions``; none by default. `awaitPromise` has no effect: a module's run always waits for
    ///     its top-level `await`s.
    ///   - filename: the module's id; overrides `options.filename`.
    ///   - timeout: the limit for everything together: resolving, linking, and running until the last top-level `await`
    ///     has settled; overrides `options.timeout`.
    ///   - result: the type that the namespace is decoded as; by default ``Value``, an object of the module's exports.
    /// - Returns: the module's namespace.
    /// - Throws: `VMError`, any code; `invalidValue` if the namespace can't be decoded as `result`.
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ code: String, _ context: Context, type: CodeType, options: RunOptions = RunOptions(), filename: String? = nil,
        timeout: Duration? = nil, as result: T.Type = Value.self
    ) async throws(VMError) -> T {
        var options = options
        options.type = type
        return try await runInContext(code, context, options: options, filename: filename, timeout: timeout, as: result)
    }

    /// The template of all contexts with modules. Its worker has acorn loaded.
    func moduleTemplate() async throws(VMError) -> Template {
        try await moduleTemplates.get(where: { !$0.isDisposed }) { [weak self] () async throws(VMError) in
            guard let self else { throw VMError(unavailable: "the supervisor is gone") }
            let parser = try ModuleParser.load()
            let options = ContextOptions(recovery: .discard)
            let context = try await createContext(.value([:]), options, role: .moduleTemplate)
            _ = try await context.request { id in
                Request.loadParser(source: parser).frame() + Request.prepareForCopies(id: id).frame()
            }
            if !configuration.isBrief { _ = try await context.request { Request.rehearse(id: $0).frame() } }
            return Template(id: "modules", context: context, warmUp: [], supervisor: nil, configuration, admission)
        }
    }
}
