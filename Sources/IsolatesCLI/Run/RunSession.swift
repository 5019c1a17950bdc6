import Isolates

/// The work of `isolates run` in one supervisor: does and prints one run or many.
struct RunSession: Sendable {
    let scriptRun: ScriptRun
    let output: Output
    let printsJSON: Bool
    let printsSandbox: Bool
    let printsStatistics: Bool

    /// Does the run, or those for many inputs.
    ///
    /// - Returns: the exit status; nil if all went well.
    /// - Throws: `VMError` if nothing was run.
    func run(_ parallel: ParallelRuns?) async throws -> ExitStatus? {
        let rejections = Rejections()
        let usage = RunUsage()
        let printer = ConsolePrinter(output: output, leavesStandardOutput: printsJSON)
        var configuration = Supervisor.Configuration(
            unhandledRejection: { rejections.add($0) }, warmWorkers: parallel?.count ?? 0)
        printer.attach(to: &configuration)
        if printsStatistics { configuration.runReport = { usage.add($0) } }
        configuration.terminal = output.texts
        configuration.isBrief = parallel == nil
        // A context whose run was killed is not used again, so nothing has to be undone.
        configuration.usesUndoLog = false
        let status = try await withSupervisor(configuration) { supervisor -> ExitStatus? in
            let scriptRun = try await scriptRun.withoutTypes(in: supervisor)
            let template = try await scriptRun.makeTemplate(in: supervisor)
            guard let parallel else {
                let outcome = try await scriptRun(in: supervisor, from: template) { rejections.take(of: $0) }
                return print(outcome)
            }
            return try await runAll(parallel) { input in
                do throws(VMError) {
                    return try await scriptRun(in: supervisor, from: template, input: input) { rejections.take(of: $0) }
                } catch {
                    return ScriptRun.Outcome(result: .failure(error), unhandledRejections: [])
                }
            }
        }
        if printsStatistics { output.writeLine(usage.description, to: .standardError) }
        return status
    }

    private func runAll(
        _ parallel: ParallelRuns, _ body: @Sendable @escaping (Value) async -> ScriptRun.Outcome
    ) async throws -> ExitStatus? {
        var firstFailure: ExitStatus?
        var (done, failures) = (0, 0)
        var progress = Progress(output: output)
        try await parallel(
            body,
            progress: { lines, areAll in progress.expect(lines, isFinal: areAll) },
            take: { outcome, index in
                progress.clear()
                let status = print(outcome, heading: "Line \(index + 1):")
                done += 1
                if let status {
                    firstFailure = firstFailure ?? status
                    failures += 1
                }
                progress.advance(failed: status != nil)
                return status == nil || (parallel.keepsGoing && status != .interrupted)
            })
        progress.clear()
        guard failures > 0 else { return nil }
        guard parallel.keepsGoing, firstFailure != .interrupted else { return firstFailure }
        output.writeLine("\(failures) of \(done) failed", to: .standardError)
        return .failure
    }

    /// Prints the outcome of a run.
    ///
    /// - Parameter heading: the text before an error.
    /// - Returns: the exit status; nil if all went well.
    private func print(_ outcome: ScriptRun.Outcome, heading: String? = nil) -> ExitStatus? {
        if printsJSON {
            // With many runs, each has its line, even one with a usage error.
            if heading != nil || outcome.result.failure.map({ ExitStatus($0) }) != .usage {
                output.writeLine(JSONLine.of(outcome))
            }
        } else {
            if case .success(let result) = outcome.result { write(result) }
            if printsSandbox, case .success(let sandbox) = outcome.sandbox {
                output.writeLine(sandbox.inspected, as: .values)
            }
        }
        let error = outcome.result.failure ?? outcome.sandbox?.failure
        let status = error.map { ExitStatus($0) } ?? (outcome.unhandledRejections.isEmpty ? nil : .failure)
        if status != nil, let heading { output.writeLine(heading, to: .standardError) }
        for exception in outcome.unhandledRejections {
            output.writeLine(exception.report, to: .standardError, as: .values)
        }
        if let error { output.writeReport(error) }
        return status
    }

    /// Writes a value. A string is the script's own text, so its control sequences are not kept as colours.
    private func write(_ result: ShownValue) {
        guard let text = result.printed else { return }
        output.writeLine(text, as: result.isText ? .text : .values)
    }
}
