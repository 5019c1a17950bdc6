import ArgumentParser
import Isolates

/// `isolates doctor`: what this machine gives.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tell what this machine gives: the engine, each layer of containment, and control groups.",
        discussion: """
            One line for the engine and one for each layer between a script that has taken over its worker and the machine: on, or \
            off and why. SECURITY.md says what each of them stops. A layer that is off does not keep isolates from running. The last \
            line says whether the kernel, too, holds contexts to their memory limit.

            EXIT STATUS
              0    isolates can run here
              1    it can't; standard error says why
              64   wrong usage
            """)

    func run() async throws {
        let output = Output()
        do {
            try await withSupervisor { supervisor in
                output.writeLine("engine: JavaScriptCore \(try await supervisor.engineVersion)")
                for layer in try await supervisor.containment.layers { output.writeLine(layer.description) }
                output.writeLine("controlGroups: \(try await supervisor.controlGroups)")
                _ = try await supervisor.runInNewContext("6 * 7", timeout: .seconds(10))
            }
        } catch let error as VMError {
            output.writeError(error.message)
            throw ExitStatus.failure.exitCode
        }
    }
}
