import Isolates

/// A context, and what must be true of it.
final class Modelled {
    let context: Context
    let home: Home
    let recovery: Recovery
    /// The value of its variable `n`.
    var n: Int
    /// Whether it is of no use any more, for a reason that was told.
    var isGone = false
    /// Whether its console has a reader.
    var isRead = false

    init(_ context: Context, _ home: Home, _ recovery: Recovery, n: Int) {
        self.context = context
        self.home = home
        self.recovery = recovery
        self.n = n
    }

    /// What every context of a storm begins with: a counter, and functions of the program of each kind.
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
                    // A context that is refused, with a reason, is none of this one's faults.
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
