import ArgumentParser
import Isolates

#if Service
    import IsolatesService
#endif

/// `isolates doctor`: reports what this machine offers to contexts.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tell what this machine gives: the engine, each layer of containment, limits; and try it out.",
        discussion: """
            One line for the engine and one for each layer between a script that has taken over its worker and the machine: on, or \
            off and why. SECURITY.md says what each of them stops. A layer that is off does not keep isolates from running. Then \
            whether the kernel, too, holds contexts to their memory limit; whether a log or forks keep what a run that is killed is \
            rolled back to; how many processes and descriptors, and how much memory, \
            there may be; and how long it took to fork a context, to run a script, to kill one that does not end, and to roll back. \
            A kill is measured from the end of its timeout.

            With --server it asks a service (isolates serve): whether it is there and ready, for a run, and for its metrics.

            EXIT STATUS
              0    isolates can run here
              1    it can't; standard error says why, and what to install
              64   wrong usage
              74   the output can't be written
            """)

    @Flag(help: "Print one line of JSON, for programs.")
    var json = false

    #if Service
        @Option(
            help: ArgumentHelp(
                "A service to ask instead: http://HOST:PORT or unix:PATH. Its token is taken from ISOLATES_TOKEN.",
                valueName: "url"),
            transform: ServerAddress.argument)
        var server: ServerAddress?
    #endif

    func run() async throws {
        #if Service
            if let server { return try await check(server) }
        #endif
        let output = Output()
        do {
            let findings = try await withSupervisor(.init(warmWorkers: 0)) { supervisor in
                Findings(
                    engine: try await supervisor.engineVersion, containment: try await supervisor.containment,
                    controlGroups: try await supervisor.controlGroups,
                    checkpoints: try await supervisor.checkpointMethod, limits: .ofThisProcess(),
                    selfTest: try await SelfTest.run(supervisor))
            }
            output.writeLine(json ? JSONLine.of(findings.members) : findings.text)
        } catch let error as VMError {
            report(error.message, to: output)
            throw ExitStatus.failure.exitCode
        } catch let error as SelfTest.Failure {
            report(error.description, to: output)
            throw ExitStatus.failure.exitCode
        }
    }

    private func report(_ message: String, to output: Output) {
        if json { output.writeLine(JSONLine.of(["error": .object(["message": Value(message)])])) }
        output.writeError(message)
    }
}
