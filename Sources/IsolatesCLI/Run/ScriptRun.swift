import Isolates

/// One run with everything that it needs.
struct ScriptRun: Sendable {
    /// The outcome of a run.
    struct Outcome: Sendable {
        /// The result of the last script, or the error of the first one that failed.
        let result: Result<ShownValue, VMError>
        /// The sandbox as the scripts left it; nil if it was not asked for or a script failed.
        var sandbox: Result<ShownValue, VMError>?
        /// The unhandled rejections.
        let unhandledRejections: [ScriptException]
    }

    /// The scripts, run in this order in one context.
    private(set) var scripts: [ScriptText]
    /// The scripts of the template, which run before the context is made.
    private(set) var templateScripts: [ScriptText]
    let sandbox: Value.Object
    let lineOffset: Int
    let columnOffset: Int
    let memoryLimit: ByteCount?
    let options: RunOptions
    let readsSandbox: Bool
    /// Finds the imported modules; nil if nothing is imported.
    private(set) var modules: (any ModuleResolver)?
    /// The path of the TypeScript compiler; nil to search for it.
    let typescriptPath: String?
    let globals: [WebGlobals]

    /// The same run, with JavaScript in place of TypeScript.
    ///
    /// - Throws: `VMError`: `compilation` if a script is not valid TypeScript; `unavailable` if there is no compiler.
    func withoutTypes(in supervisor: Supervisor) async throws(VMError) -> ScriptRun {
        let typescript = TypeScript(at: typescriptPath, in: supervisor)
        var run = self
        for index in scripts.indices { run.scripts[index] = try await scripts[index].javaScript(by: typescript) }
        for index in templateScripts.indices {
            run.templateScripts[index] = try await templateScripts[index].javaScript(by: typescript)
        }
        func resolver(_ other: some ModuleResolver) -> any ModuleResolver { typescript.resolver(other) }
        if let modules { run.modules = resolver(modules) }
        return run
    }

    /// Makes the template, if there is one.
    ///
    /// - Throws: `VMError` with any code, if a script fails or the template can't be made.
    func makeTemplate(in supervisor: Supervisor) async throws(VMError) -> Template? {
        guard !templateScripts.isEmpty else { return nil }
        let scripts = templateScripts.map {
            supervisor.makeScript(
                JSString($0.code), filename: $0.filename, isModule: $0.isModule,
                sourceMap: $0.sourceMap.map { JSString($0) })
        }
        return try await supervisor.createTemplate(
            scripts, properties: .value([:]), modules: modules.map { .resolver($0) }, globals: globals)
    }

    /// Runs the scripts in a context of their own.
    ///
    /// - Parameters:
    ///   - input: a further property of the sandbox, named `input`.
    ///   - rejections: has the context's unhandled rejections.
    /// - Throws: `VMError` if nothing was run.
    func callAsFunction(
        in supervisor: Supervisor, from template: Template?, input: Value? = nil,
        rejections: @Sendable (_ context: String) -> [ScriptException]
    ) async throws(VMError) -> Outcome {
        var sandbox = sandbox
        if let input { sandbox["input"] = input }
        // A template has the modules and the globals already.
        let context =
            if let template {
                try await template.createContext(sandbox, memoryLimit: memoryLimit, recovery: .discard)
            } else {
                try await supervisor.createContext(
                    sandbox,
                    options: ContextOptions(
                        memoryLimit: memoryLimit, recovery: .discard, globals: globals, modules: modules))
            }
        defer { context.dispose() }
        let result = await Self.shown { () async throws(VMError) in try await runScripts(in: context, of: supervisor) }
        var outcome = Outcome(result: result, unhandledRejections: rejections(context.id))
        if readsSandbox, case .success = result {
            // The sandbox may have getters that never return: the same limits hold.
            outcome.sandbox = await Self.shown { () async throws(VMError) in try await context.sandboxResult(options) }
        }
        return outcome
    }

    private func runScripts(in context: Context, of supervisor: Supervisor) async throws(VMError) -> RunResult {
        var last: RunResult?
        for (index, script) in scripts.enumerated() {
            let script = supervisor.makeScript(
                JSString(script.code), filename: script.filename, lineOffset: lineOffset, columnOffset: columnOffset,
                isModule: script.isModule, sourceMap: script.sourceMap.map { JSString($0) })
            // As in a page, the scripts follow one another, and the event loop goes on after the last.
            var options = options
            options.untilIdle = index == scripts.count - 1
            last = try await context.run(script, options)
        }
        guard let last else { preconditionFailure("there is no script to run") }
        return last
    }

    private static func shown(_ body: () async throws(VMError) -> RunResult) async -> Result<ShownValue, VMError> {
        do throws(VMError) { return .success(try ShownValue(await body())) } catch { return .failure(error) }
    }
}
