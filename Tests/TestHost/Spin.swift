import Foundation
import Isolates

/// Keeps a context that spins and an idle one until the program is killed. Writes `spinning` once the first one spins.
func spin() async throws {
    let supervisor = Supervisor(.init(warmWorkers: 0))
    let idle = try await supervisor.createContext(["n": 1])
    let started = Value.function(call: { _ in
        FileHandle.standardOutput.write(Data("spinning\n".utf8))
        return .undefined
    })
    let spinning = try await supervisor.createContext(["started": started])
    try await supervisor.runInContext("started(); while (true);", spinning)
    try await supervisor.runInContext("n", idle)
}
