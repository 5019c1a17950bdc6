import Wire
import Workers

extension Context {
    /// Runs a script and returns its result undecoded.
    nonisolated(nonsending) package func run(_ script: Script, _ options: RunOptions = RunOptions())
        async throws(VMError) -> RunResult
    {
        try script.validate()
        let request = RunRequest(
            script: script.source.number, awaitsPromise: options.awaitPromise, inspectsResult: options.inspectsResult,
            remembersResult: options.remembersResult, forgetsScript: script.isTransient,
            runsUntilIdle: options.untilIdle)
        return try await self.request(options, isRun: true, awaits: script.source.isModule) { id in
            definition(of: script) + Request.run(id: id, request).frame()
        }
    }

    /// The frame that makes a script known to the worker; empty if the worker already knows it.
    private func definition(of script: Script) -> [UInt8] {
        guard !script.isTransient else { return Request.define(script.source).frame() }
        return processes.define(script.source.number) ? Request.define(script.source).frame() : []
    }
}
