import Isolates

/// A context, and the state that it must have.
final class Modelled {
    let context: Context
    let instance: SupervisorInstance
    let recovery: Recovery
    /// The value that its variable `n` must have.
    var n: Int
    /// Whether the context is gone, for a permitted reason.
    var isGone = false
    /// Whether its console has a reader.
    var isRead = false

    init(_ context: Context, _ instance: SupervisorInstance, _ recovery: Recovery, n: Int) {
        self.context = context
        self.instance = instance
        self.recovery = recovery
        self.n = n
    }

    /// The sandbox of every context of a storm: a counter, and one host function of each kind.
    static func sandbox(_ supervisor: Supervisor) -> Value.Object {
        [
            "n": 0,
            "late": .function { () async throws -> Int in
                try await Task.sleep(for: .milliseconds(.random(in: 0...10)))
                return 1
            },
            "fails": .function { () throws -> Int in throw ThrownValue("no") },
            "never": .function { () async throws -> Int in
                try await Task.sleep(for: .seconds(1_000_000))
                return 1
            },
            "back": .function(call: { call in
                try await supervisor.runInContext("n += 1", call.context)
            }),
            "other": .function { () async throws -> Int in
                do throws(VMError) { return try await supervisor.runInNewContext("1", as: Int.self) } catch {
                    // If another context is refused for a stated reason, that is no fault of this one.
                    guard error.code == .unavailable else { throw error }
                    return 1
                }
            },
            "lateAsync": .function(isAsync: true) { () async throws -> Int in
                try await Task.sleep(for: .milliseconds(.random(in: 0...5)))
                return 1
            },
        ]
    }
}
