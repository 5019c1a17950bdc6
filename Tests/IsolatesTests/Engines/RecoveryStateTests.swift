import Testing
import Wire

@testable import Isolates
@testable import Workers

/// With what a context goes on: each checkpoint × each end of its worker. The workers are real ones, of which nothing is
/// asked.
@Suite(.supervised, .timeLimit(.minutes(2))) struct RecoveryStateTests {
    private static let timeout = WorkerEnd.timeout(.seconds(1))

    private struct Setting {
        let contexts: [Context]
        let source: any WorkerSource

        var workers: [WorkerProcess] { contexts.map(\.processes.worker) }

        func copy(_ index: Int, lastCall: Int = 0, answeredChanges: Int = 0) -> RecoveryState.Copy {
            RecoveryState.Copy(worker: workers[index], lastCall: lastCall, answeredChanges: answeredChanges)
        }

        func recipe(_ scripts: Set<Int> = []) -> RecoveryState.Recipe {
            RecoveryState.Recipe(source: source, spareWorkers: { nil }, scripts: scripts) { _ in [] }
        }
    }

    private func progress(_ answeredChanges: Int) -> WorkerProgress {
        var progress = WorkerProgress()
        progress.answeredChanges = answeredChanges
        return progress
    }

    private func withSetting(_ body: (Setting) throws -> Void) async throws {
        var contexts: [Context] = []
        for _ in 0..<3 { contexts.append(try await Supervisor.ofSuite.createContext()) }
        try body(Setting(contexts: contexts, source: try await Supervisor.ofSuite.zygote()))
        for context in contexts { context.dispose() }
    }

    /// Every end × every checkpoint: by what the context goes on.
    @Test func goesOnByWhatThereIsAndAsTheEndAllows() async throws {
        try await withSetting { setting in
            let worker = setting.workers[0]
            let ends: [(WorkerEnd, isUndone: Bool, neverBegan: Bool)] = [
                (Self.timeout, true, false), (.cpuTimeout(.seconds(1)), true, false),
                (.interrupted(.cancel), true, false), (.interrupted(.sigint), true, false),
                (.memoryLimit(bytes: 1), true, false), (.violation("x"), true, false),
                (.crashed(signal: 11, exitStatus: nil), true, false), (.disposed(reason: "x"), false, false),
                (.unavailable(reason: "x"), false, true), (.silent, false, true),
            ]
            for (end, isUndone, neverBegan) in ends {
                var state = RecoveryState(worker, .rollback)
                #expect(state.way(worker, end, progress(0)).name == nil, "none, \(end)")
                _ = state.made(setting.copy(1), of: worker)
                #expect(state.way(worker, end, progress(0)).name == (isUndone ? "copy" : nil), "ready, \(end)")
                // What another answer has changed since, the copy does not know.
                #expect(state.way(worker, end, progress(1)).name == nil)
                #expect(state.way(setting.workers[1], end, progress(0)).name == nil, "the copy itself")
                _ = state.failed("x", of: worker)
                #expect(state.way(worker, end, progress(0)).name == nil, "unavailable, \(end)")
                _ = state.keep(setting.recipe())
                let goesOn = isUndone || neverBegan
                #expect(state.way(worker, end, progress(0)).name == (goesOn ? "recipe" : nil), "recipe, \(end)")
                #expect(state.way(worker, end, progress(1)).name == nil)
                state.close(.disposed(reason: "gone"))
                #expect(state.way(worker, end, progress(0)).name == nil, "closed")
            }
        }
    }

    @Test func isRolledBackToItsCopy() async throws {
        try await withSetting { setting in
            var state = RecoveryState(setting.workers[0], .rollback)
            _ = state.define(1)
            _ = state.beginCheckpoint()
            #expect(state.made(setting.copy(1, lastCall: 5), of: setting.workers[0]) == true)
            #expect(state.checkpointState == .ready)
            #expect(state.define(2) == true)
            #expect(state.define(2) == false)
            _ = state.release("h1")
            for call in [5, 6] { _ = state.noteLateAnswer(LateAnswer(.failed(message: "x"), to: call)) }
            #expect(state.checkpointState == .pending)
            let consequence = state.ended(
                setting.workers[0], Self.timeout, usage: nil, next: setting.copy(1, lastCall: 5))
            guard case .rolledBack(let rollback) = consequence else {
                Issue.record("it goes on: \(consequence)")
                return
            }
            #expect(state.worker === setting.workers[1] && rollback.worker === state.worker)
            #expect(rollback.number == 1 && state.rollbacks == 1 && rollback.lastCall == 5)
            #expect(rollback.released == ["h1"])
            // The other answer was to a call that was undone.
            #expect(rollback.answers.map(\.call) == [5])
            #expect(state.scripts == [1])
            #expect(state.define(2) == true)
            #expect(state.checkpointState == .pending && state.end == nil)
        }
    }

    /// A handle goes at any time, also while the copy is made, which may know it still.
    @Test func aHandleThatGoesWhileTheCopyIsMadeIsReleasedInIt() async throws {
        try await withSetting { setting in
            for recovery in [Recovery.rollback, .discard] {
                var state = RecoveryState(setting.workers[0], recovery)
                _ = state.release("before")
                _ = state.beginCheckpoint()
                #expect(state.release("meanwhile") === setting.workers[0])
                #expect(state.made(setting.copy(1), of: setting.workers[0]) == true)
                #expect(state.sinceCheckpoint.released == (recovery == .rollback ? ["meanwhile"] : []))
            }
        }
    }

    @Test func aCopyOfWhatIsNotItsWorkerIsNotKept() async throws {
        try await withSetting { setting in
            var state = RecoveryState(setting.workers[0], .rollback)
            #expect(state.made(setting.copy(2), of: setting.workers[1]) == false)
            #expect(state.failed("x", of: setting.workers[1]) == false)
            state.close(Self.timeout)
            #expect(state.made(setting.copy(2), of: setting.workers[0]) == false)
            #expect(state.checkpoint.copy == nil)
        }
    }

    @Test func anObstacleIsNewsOnce() async throws {
        try await withSetting { setting in
            let worker = setting.workers[0]
            var state = RecoveryState(worker, .rollback)
            #expect(state.failed("x", of: worker) == true)
            #expect(state.failed("x", of: worker) == false)
            #expect(state.checkpointState == .unavailable(reason: "x"))
            #expect(state.failed("y", of: worker) == true)
            #expect(state.made(setting.copy(1), of: worker) == true)
            #expect(state.failed("y", of: worker) == true)
        }
    }

    @Test func theEndOfItsWorkerIsToldOnce() async throws {
        try await withSetting { setting in
            let worker = setting.workers[0]
            var state = RecoveryState(worker, .rollback)
            _ = state.made(setting.copy(1), of: worker)
            guard case .contextEnded(.silent, let superfluous) = state.ended(worker, .silent, usage: nil, next: nil)
            else {
                Issue.record("the context ends")
                return
            }
            #expect(superfluous.copy === setting.workers[1] && state.end == .silent)
            guard case .none = state.ended(worker, Self.timeout, usage: nil, next: setting.copy(2)) else {
                Issue.record("the end is told twice")
                return
            }
        }
    }

    /// Whoever disposed it before its worker ended gave the reason, and it goes on with nothing.
    @Test func aContextThatIsClosedGoesOnWithNothing() async throws {
        try await withSetting { setting in
            var state = RecoveryState(setting.workers[0], .rollback)
            _ = state.made(setting.copy(1), of: setting.workers[0])
            state.close(.disposed(reason: "first"))
            state.close(.disposed(reason: "second"))
            let consequence = state.ended(setting.workers[0], Self.timeout, usage: nil, next: setting.copy(1))
            guard case .contextEnded(.disposed(reason: "first"), let superfluous) = consequence else {
                Issue.record("\(consequence)")
                return
            }
            #expect(superfluous.copy === setting.workers[1])
        }
    }

    @Test func theEndOfACheckpointCostsTheCheckpointAlone() async throws {
        try await withSetting { setting in
            var state = RecoveryState(setting.workers[0], .rollback)
            _ = state.made(setting.copy(1), of: setting.workers[0])
            guard case .none = state.ended(setting.workers[2], Self.timeout, usage: nil, next: nil) else {
                Issue.record("another's end")
                return
            }
            #expect(state.checkpointState == .ready)
            guard case .none = state.ended(setting.workers[1], Self.timeout, usage: nil, next: nil) else {
                Issue.record("the checkpoint's end")
                return
            }
            #expect(state.checkpointState == .pending && state.end == nil)
        }
    }

    /// A worker that never began is made again, but not for ever.
    @Test func isMadeAgainAFewTimes() async throws {
        try await withSetting { setting in
            var state = RecoveryState(setting.workers[0], .rollback)
            _ = state.keep(setting.recipe([7]))
            _ = state.define(8)
            for number in 1...RecoveryState.mostRepeats {
                let worker = state.worker
                #expect(state.way(worker, .silent, progress(0)).name == "recipe", "\(number)")
                _ = state.ended(worker, .silent, usage: nil, next: setting.copy(number % 3))
                #expect(state.rollbacks == number && state.scripts == [7])
                #expect(state.checkpointState == .ready)
            }
            let last = state.worker
            #expect(state.way(last, .silent, progress(0)).name == nil)
            #expect(state.way(last, Self.timeout, progress(0)).name == "recipe")
        }
    }

    @Test func oneTimerServesAContext() async throws {
        try await withSetting { setting in
            var state = RecoveryState(setting.workers[0], .rollback)
            #expect(state.changed(WorkerProgress()).setsTimer == true)
            #expect(state.changed(WorkerProgress()).setsTimer == false)
            #expect(state.timerIsDue(since: 1) == false)
            #expect(state.changed(WorkerProgress()).setsTimer == false)
            #expect(state.timerIsDue(since: 3) == true)
            #expect(state.changed(WorkerProgress()).setsTimer == true)
            state.close(Self.timeout)
            #expect(state.timerIsDue(since: 4) == nil)
            var discarding = RecoveryState(setting.workers[0], .discard)
            #expect(discarding.changed(WorkerProgress()).setsTimer == false)
            #expect(discarding.checkpointState == .off)
        }
    }
}

extension RecoveryState.Way? {
    fileprivate var name: String? {
        switch self {
        case .copy: "copy"
        case .recipe: "recipe"
        case nil: nil
        }
    }
}
