import Isolates

/// All that one run needs, and the run itself.
struct ScriptRun: Sendable {
    /// What a run gave.
    struct Outcome: Sendable {
        let result: ShownValue
        /// The sandbox as the script left it, where it was asked for.
        let sandbox: ShownValue?
    }

    let script: ScriptText
    let sandbox: Value.Object
    let lineOffset: Int
    let columnOffset: Int
    let memoryLimit: ByteCount?
    let options: RunOptions
    let readsSandbox: Bool
    let modules: ModuleChoice
    let globals: [String]

    /// Runs the script in a supervisor of its own. Nothing of it is left when this returns.
    ///
    /// - Throws: `VMError`, any code.
    func callAsFunction(_ console: ConsolePrinter) async throws -> Outcome {
        let configuration = Supervisor.Configuration(
            console: { console.print($0) }, formatsConsole: true, warmWorkers: 0)
        return try await withSupervisor(configuration) { supervisor in
            var settings = ContextSettings(memoryLimit: memoryLimit)
            settings.modules = modules.settings
            settings.globals = globals
            let context = try await supervisor.createContext(.object(sandbox), settings)
            let script = supervisor.makeScript(
                JSString(script.code), filename: script.filename, lineOffset: lineOffset, columnOffset: columnOffset,
                isModule: modules.isModule)
            let result = try ShownValue(await context.run(script, options))
            guard readsSandbox else { return Outcome(result: result, sandbox: nil) }
            // The sandbox may have getters that never return: the same limits hold.
            return Outcome(result: result, sandbox: try ShownValue(await context.sandboxResult(options)))
        }
    }
}
