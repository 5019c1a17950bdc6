import Foundation
import Isolates
import Testing

/// Packets on a zygote's control socket that no zygote sends.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostileZygoteTests {
    private func withZygote(_ name: String, _ body: (Supervisor) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: name).path
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: TestHost.directory.appending(path: "IsolatesHostileWorker").path)
            try await withSupervisor(.init(workerPath: path, warmWorkers: 0)) { try await body($0) }
        }
    }

    @Test func tellsOfTheEndOfWorkersThatNeverWere() async throws {
        try await withZygote("forked-of-nobody") { supervisor in
            let answer = try await supervisor.runInNewContext("honest")
            #expect(answer == 42)
        }
    }

    /// The zygote is killed, and no descriptor of its packet is kept, which the check at the end of all tests would
    /// see.
    @Test(arguments: [
        "forked-without-descriptor", "ready-with-descriptors", "nonsense-with-descriptors", "deep-packet",
    ])
    func breaksItsProtocol(name: String) async throws {
        try await withZygote(name) { supervisor in
            // A run that waits: an honest answer could be there before the packet was read.
            let error = try await failure { try await supervisor.runInNewContext("silence", timeout: .seconds(20)) }
            #expect(error.code == .crashed || error.code == .unavailable, "\(error)")
        }
    }
}
