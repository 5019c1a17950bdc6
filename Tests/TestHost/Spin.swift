import Foundation
import Isolates

/// Holds a context that spins and one that waits, until it is killed. Says `spinning` when it is so far.
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
