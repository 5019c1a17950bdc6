import Isolates

/// All that one run needs, and the run itself.
struct ScriptRun: Sendable {
    /// What a run gave.
    struct Outcome: Sendable {
        /// What the last script completed with, or how the first one that failed did.
        let result: Result<ShownValue, VMError>
        /// The sandbox as the scripts left it, where it was asked for and they ran to their end.
        var sandbox: Result<ShownValue, VMError>?
        /// What promises were rejected with that nothing handled.
        let unhandledRejections: [ScriptException]
    }

    /// Run in this order, in one context.
    private(set) var scripts: [ScriptText]
    /// What has run already where the context begins.
    private(set) var templateScripts: [ScriptText]
    let sandbox: Value.Object
    let lineOffset: Int
    let columnOffset: Int
    let memoryLimit: ByteCount?
    let options: RunOptions
    let readsSandbox: Bool
    /// Finds what is imported; nil where nothing is.
    private(set) var modules: (any ModuleResolver)?
    /// Where the compiler of TypeScript is; nil where it is looked for.
    let typescriptPath: String?
    let globals: [WebGlobals]

    /// The same run, with JavaScript in the place of TypeScript.
    ///
    /// - Throws: `VMError`: `compilation` for what is none, `unavailable` where there is no compiler.
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

    /// Makes the template, where there is one.
    ///
    /// - Throws: `VMError`, any code: what the scripts threw.
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
    ///   - rejections: tells what the supervisor told of the context.
    /// - Throws: `VMError` where nothing was run.
    func callAsFunction(
        in supervisor: Supervisor, from template: Template?, input: Value? = nil,
        rejections: @Sendable (_ context: String) -> [ScriptException]
    ) async throws(VMError) -> Outcome {
        var sandbox = sandbox
        if let input { sandbox["input"] = input }
        // A template has the modules and the globals already.
        let context =
            if let template {
                try await template.createContext(sandbox, memoryLimit: memoryLimit)
            } else {
                try await supervisor.createContext(
                    sandbox, options: ContextOptions(memoryLimit: memoryLimit, globals: globals, modules: modules))
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
            // As in a page, the scripts follow one another, and what they have put off comes after the last.
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
