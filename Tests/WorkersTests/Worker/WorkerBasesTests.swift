import Testing
import Wire

@testable import Workers

/// What a worker that commits says: the bases that it needs, how far it has come, and that it has restored.
@Suite(.timeLimit(.minutes(1))) struct WorkerBasesTests {
    private static let commits: ExchangeLimits = {
        var limits = ExchangeLimits()
        limits.commit = .request
        return limits
    }()

    /// A worker that was sent requests, which it does one after the other.
    private func asked(_ requests: [Int], _ limits: ExchangeLimits = commits) throws -> WorkerState {
        var state = WorkerState.there()
        for id in requests {
            _ = state.submit(.request(id), .polling, limits)
            #expect(state.beginWriting() != nil)
            _ = state.wrote(1, isBlocked: false, at: 1)
        }
        return state
    }

    @Test func aBaseIsNeededForTheRequestAtHand() throws {
        var state = try asked([5, 6])
        #expect(state.says(.needsBase).names == ["makeBase"])
        guard case .makeBase(request: 5)? = state.says(.needsBase).first else {
            // For a second time it is one too many.
            #expect(state.end?.isViolation == true)
            return
        }
        Issue.record("a second base for one answer")
    }

    @Test func aBaseIsNeededForNothingElse() throws {
        var idle = WorkerState.there()
        #expect(idle.says(.needsBase).names == ["kill"])
        var answered = try asked([1])
        _ = answered.says(.result(1))
        #expect(answered.says(.needsBase).names == ["kill"])
        // As of a request that only a worker without commits gets.
        var other = try asked([1], ExchangeLimits())
        #expect(other.says(.needsBase).names == ["kill"])
        var unsent = WorkerState.there()
        _ = unsent.submit(.request(1), .polling, Self.commits)
        #expect(unsent.says(.needsBase).names == ["kill"])
    }

    /// What was asked for in the midst of a request is a part of it, and is not committed by itself; what the worker
    /// does after it is.
    @Test func theFirstUnansweredRequestIsCommitted() throws {
        var state = try asked([1, 2, 3])
        _ = state.says(.hostCall(.call(7)))
        _ = state.says(.result(2))
        #expect(state.progress == WorkerProgress())
        _ = state.says(.hostCall(.call(8)))
        _ = state.says(.result(1))
        #expect(state.progress.lastCommit == 1 && state.progress.lastCall == 8 && state.progress.lastBase == nil)
        _ = state.says(.hostCall(.call(9)))
        #expect(state.progress.lastCall == 8)
        _ = state.says(.needsBase)
        _ = state.says(.result(3))
        #expect(state.progress.lastCommit == 3 && state.progress.lastCall == 9 && state.progress.lastBase == 3)
    }

    /// The run was over in time.
    @Test func theTimeOfARequestStopsWhenItNeedsABase() throws {
        var state = try asked([1])
        #expect(state.expire(1, .timeout(.seconds(1))) == true)
        #expect(state.beginReading() == true)
        #expect(state.says(.needsBase).names == ["makeBase"])
        #expect(state.rest(isFull: false, at: 0).1.isEmpty && state.end == nil)
        #expect(!state.isAtWork(1))
        var timers = TimerQueue()
        let (own, token) = (timers.add(at: 1) {}, timers.add(at: 2) {})
        #expect(state.keep(own, of: 1) == false)
        #expect(state.keepBaseTimer(token, of: 1) == true)
        #expect(state.says(.result(1)).names == ["cancel"])
        #expect(state.keepBaseTimer(token, of: 1) == false)
    }

    /// It has no pipe to say anything by.
    @Test func aBaseIsThereOnceForked() {
        let state = WorkerState.base()
        #expect(state.isThere && state.isBase && !state.awaitsReplies)
    }

    @Test func aBaseThatRestoresIsThereWhenItSaysSo() {
        var state = WorkerState.base()
        state.beginRestore(lastCall: 4)
        #expect(!state.isThere && state.awaitsReplies)
        _ = state.submit(.request(1), .polling)
        #expect(state.beginWriting() == nil)
        #expect(state.says(.restored).names == ["flush"])
        #expect(state.isThere && !state.isBase && state.progress.lastCall == 4 && state.progress.lastCommit == nil)
        #expect(state.beginWriting() != nil)
    }

    /// It was asked for when its original died, and is still on its way.
    @Test func aBaseMayComeAfterItWasToldToRestore() {
        var timers = TimerQueue()
        var state = WorkerState(isBase: true)
        state.beginRestore(lastCall: 0)
        #expect(state.keepStartTimer(timers.add(at: 1) {}) == nil)
        #expect(state.forked(.toNowhere, at: 1).isEmpty)
        #expect(!state.isThere)
        #expect(state.says(.restored).names == ["cancel", "flush"])
        #expect(state.isThere)
    }

    @Test(arguments: [Reply.console(.line), .hostCall(.call(1)), .result(1), .needsBase, .ready])
    func aBaseSaysNothingElseThanThatItHasRestored(_ reply: Reply) {
        var state = WorkerState.base()
        state.beginRestore(lastCall: 0)
        _ = state.submit(.request(1), .polling)
        #expect(state.says(reply).names == ["kill"])
        #expect(state.end?.isViolation == true)
    }

    @Test func nobodyRestoresUnasked() {
        var worker = WorkerState.there()
        #expect(worker.says(.restored).names == ["kill"])
        var again = WorkerState.base()
        again.beginRestore(lastCall: 0)
        _ = again.says(.restored)
        #expect(again.says(.restored).names == ["kill"])
    }
}
