import Testing
import Wire

@testable import Isolates
@testable import Workers

/// With what a context goes on whose worker commits: the base at hand, the next one, and the last commit. The workers
/// are real ones, of which nothing is asked.
@Suite(.supervised, .timeLimit(.minutes(2))) struct RecoveryBasesTests {
    private static let timeout = WorkerEnd.timeout(.seconds(1))

    private func withWorkers(_ body: ([WorkerProcess], any WorkerSource) throws -> Void) async throws {
        var contexts: [Context] = []
        for _ in 0..<3 { contexts.append(try await Supervisor.ofSuite.createContext()) }
        try body(contexts.map(\.processes.worker), try await Supervisor.ofSuite.zygote())
        for context in contexts { context.dispose() }
    }

    private func base(_ worker: WorkerProcess, commit: Int) -> RecoveryState.Copy {
        RecoveryState.Copy(worker: worker, lastCall: 0, answeredChanges: 0, commit: commit)
    }

    private func progress(_ lastCommit: Int?, base: Int? = nil, lastCall: Int = 0) -> WorkerProgress {
        var progress = WorkerProgress()
        progress.lastCommit = lastCommit
        progress.lastBase = base
        progress.lastCall = lastCall
        progress.answeredChanges = lastCommit == nil ? 0 : 1
        return progress
    }

    private func copy(_ way: RecoveryState.Way?) -> RecoveryState.Copy? {
        if case .copy(let copy) = way { copy } else { nil }
    }

    /// A context as it was made goes on from the base that its first run has waited for.
    @Test func theFirstBaseTakesThePlaceOfTheRecipe() async throws {
        try await withWorkers { workers, source in
            var state = RecoveryState(workers[0], .rollback, commits: true)
            _ = state.keep(RecoveryState.Recipe(source: source, spareWorkers: { nil }, scripts: []) { _ in [] })
            #expect(state.beginBase(of: workers[0], for: 1) == true)
            #expect(state.beginBase(of: workers[0], for: 1) == false, "one at a time")
            // Its run is not answered yet: it is undone.
            #expect(state.endBase(.made(base(workers[1], commit: 1)), of: workers[0], for: 1) == true)
            guard case .none = state.promoteNextBase(progress(nil)),
                case .recipe = state.way(workers[0], Self.timeout, progress(nil))
            else {
                Issue.record("a base for what is not answered")
                return
            }
            guard case .recipe = state.changed(progress(1, base: 1)).dropped else {
                Issue.record("the recipe is of no use any more")
                return
            }
            let way = copy(state.way(workers[0], Self.timeout, progress(1, base: 1, lastCall: 3)))
            #expect(way?.worker === workers[1] && way?.commit == 1 && way?.lastCall == 3)
            #expect(state.checkpointState == .ready)
        }
    }

    /// Commits go on in the log of the base.
    @Test func aBaseFollowsTheCommits() async throws {
        try await withWorkers { workers, _ in
            var state = RecoveryState(workers[0], .rollback, commits: true)
            #expect(state.made(base(workers[1], commit: 2), of: workers[0]) == true)
            for commit in 2..<6 {
                #expect(state.changed(progress(commit)).dropped.copy == nil)
                #expect(copy(state.way(workers[0], Self.timeout, progress(commit)))?.commit == commit)
            }
            #expect(state.way(workers[0], .disposed(reason: "x"), progress(5)) == nil)
            #expect(state.define(1) == true)
            #expect(state.checkpointState == .ready)
            guard
                case .rolledBack(let rollback) = state.ended(
                    workers[0], Self.timeout, usage: nil, next: base(workers[1], commit: 5))
            else {
                Issue.record("it goes on")
                return
            }
            #expect(rollback.worker === workers[1] && state.checkpointState == .pending)
            // It was told of that since the last commit.
            #expect(state.define(1) == true)
        }
    }

    /// Between the new base and the answer that it stands for the old one counts, and behind the answer the new one.
    @Test func theNextBaseTakesThePlaceOfTheOneBefore() async throws {
        try await withWorkers { workers, _ in
            var state = RecoveryState(workers[0], .rollback, commits: true)
            #expect(state.made(base(workers[1], commit: 1), of: workers[0]) == true)
            #expect(state.beginBase(of: workers[0], for: 7) == true)
            #expect(
                state.endBase(.made(base(workers[2], commit: 6)), of: workers[0], for: 6) == false, "another request's")
            #expect(state.endBase(.made(base(workers[2], commit: 7)), of: workers[0], for: 7) == true)
            #expect(state.promoteNextBase(progress(6)).copy == nil)
            #expect(copy(state.way(workers[0], Self.timeout, progress(6)))?.worker === workers[1])
            #expect(state.promoteNextBase(progress(7, base: 7)).copy === workers[1])
            let way = copy(state.way(workers[0], Self.timeout, progress(7, base: 7)))
            #expect(way?.worker === workers[2] && way?.commit == 7)
            #expect(state.takeNextBase() == nil)
        }
    }

    @Test func aNextBaseThatIsNotSettledIsGivenUpAtTheEnd() async throws {
        try await withWorkers { workers, _ in
            var state = RecoveryState(workers[0], .rollback, commits: true)
            #expect(state.made(base(workers[1], commit: 1), of: workers[0]) == true)
            _ = state.beginBase(of: workers[0], for: 7)
            _ = state.endBase(.made(base(workers[2], commit: 7)), of: workers[0], for: 7)
            _ = state.ended(workers[0], Self.timeout, usage: nil, next: base(workers[1], commit: 6))
            #expect(state.takeNextBase() === workers[2])
            #expect(
                state.endBase(.made(base(workers[2], commit: 8)), of: workers[0], for: 8) == false,
                "nobody waits for it")
        }
    }

    /// Without its base what an answer tells of can't be undone to, and nor can what was before.
    @Test func withoutItsBaseAnAnswerHasNoCheckpoint() async throws {
        try await withWorkers { workers, _ in
            for hasDied in [false, true] {
                var state = RecoveryState(workers[0], .rollback, commits: true)
                #expect(state.made(base(workers[1], commit: 1), of: workers[0]) == true)
                _ = state.beginBase(of: workers[0], for: 2)
                let made = RecoveryState.NextBase.made(base(workers[2], commit: 2))
                #expect(state.endBase(hasDied ? made : .failed(reason: "none"), of: workers[0], for: 2) == true)
                if hasDied { _ = state.ended(workers[2], .silent, usage: nil, next: nil) }
                #expect(copy(state.way(workers[0], Self.timeout, progress(1)))?.worker === workers[1])
                #expect(state.changed(progress(2, base: 2)).dropped.copy === workers[1])
                #expect(
                    state.checkpointState == .unavailable(reason: hasDied ? WorkerEnd.silent.description : "none"))
                #expect(state.way(workers[0], Self.timeout, progress(2, base: 2)) == nil)
                // The next run begins with one.
                #expect(state.beginCheckpoint().original === workers[0])
                #expect(state.made(base(workers[2], commit: 3), of: workers[0]) == true)
                #expect(copy(state.way(workers[0], Self.timeout, progress(3)))?.worker === workers[2])
            }
        }
    }

    /// Only a worker that was taken over answers without a commit.
    @Test func anAnswerWithoutACommitLeavesNothingToGoOnFrom() async throws {
        try await withWorkers { workers, source in
            var state = RecoveryState(workers[0], .rollback, commits: true)
            _ = state.keep(RecoveryState.Recipe(source: source, spareWorkers: { nil }, scripts: []) { _ in [] })
            #expect(state.way(workers[0], Self.timeout, progress(4)) == nil)
            _ = state.changed(progress(4))
            #expect(state.checkpointState == .pending)
            #expect(!RecoveryState(workers[0], .discard, commits: true).commits)
            var without = RecoveryState(workers[0], .rollback)
            #expect(without.beginBase(of: workers[0], for: 1) == false)
        }
    }
}
