import Wire

extension Context {
    /// Runs a script, and gives its result as it came.
    nonisolated(nonsending) package func run(_ script: Script, _ options: RunOptions = RunOptions())
        async throws(VMError) -> RunResult
    {
        try script.validate()
        let request = RunRequest(
            script: script.source.number, awaitsPromise: options.awaitPromise, inspectsResult: options.inspectsResult,
            forgetsScript: script.isTransient, runsUntilIdle: options.untilIdle)
        return try await self.request(options, isRun: true) { id in
            definition(of: script) + Request.run(id: id, request).frame()
        }
    }
}
