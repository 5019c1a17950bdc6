import Glibc
import Isolates

/// What an idle context holds, where there are as many: the difference that they make, for each of them.
struct Idleness: Encodable {
    /// How runs are undone.
    enum Undo: String, Encodable, CaseIterable {
        case discard, log, forks
    }

    let undo: Undo
    let contexts: Int
    /// Whether all have idled for so long that their bases, or checkpoints, were given up.
    let hasRested: Bool
    let descriptors: Double
    let processes: Double
    /// Kilobytes.
    let privateMemory: Double
    let proportionalMemory: Double
    let pageTables: Double

    /// After how long a context's base is given up, and some more.
    private static let longRest = Duration.seconds(13)

    /// Measures contexts that have each run `count += 1` once, at once and after a rest.
    static func measure(_ undo: Undo, contexts count: Int) async throws -> [Idleness] {
        setenv("ISOLATES_UNDO", undo == .forks ? "forks" : "log", 1)
        var configuration = Supervisor.Configuration(warmWorkers: 0, maximumWorkers: 2 * count + 10)
        configuration.maximumQueuedRuns = count
        return try await withSupervisor(configuration) { supervisor in
            let script = try await supervisor.script("count += 1")
            let before = Belongings.now()
            var contexts: [Context] = []
            for _ in 0..<count {
                let recovery = undo == .discard ? Recovery.discard : .rollback
                let context = try await supervisor.createContext(["count": 0], recovery: recovery)
                contexts.append(context)
                try await script.runInContext(context)
            }
            // Checkpoints are made half a millisecond after a run.
            try await Task.sleep(for: .milliseconds(500))
            var found = [Idleness(undo, contexts, before, hasRested: false)]
            if undo != .discard {
                try await Task.sleep(for: longRest)
                found.append(Idleness(undo, contexts, before, hasRested: true))
            }
            for context in contexts {
                let total = try await script.runInContext(context)
                precondition(total == 2, "a context that idled has lost what it held")
            }
            return found
        }
    }

    private init(_ undo: Undo, _ contexts: [Context], _ before: Belongings, hasRested: Bool) {
        let now = Belongings.now()
        func each(_ path: KeyPath<Belongings, Int>, _ unit: Double = 1) -> Double {
            (Double(now[keyPath: path] - before[keyPath: path]) / Double(contexts.count) / unit * 100).rounded() / 100
        }
        self.undo = undo
        self.hasRested = hasRested
        self.contexts = contexts.count
        descriptors = each(\.descriptors)
        processes = each(\.processes)
        privateMemory = each(\.privateMemory, 1_024)
        proportionalMemory = each(\.proportionalMemory, 1_024)
        pageTables = each(\.pageTables, 1_024)
    }
}
