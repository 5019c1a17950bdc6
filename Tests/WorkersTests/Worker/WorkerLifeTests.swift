import Testing
import Wire

@testable import Workers

/// A worker's start and end: each life × what happens in it.
@Suite(.timeLimit(.minutes(1))) struct WorkerLifeTests {
    private static let crash = WorkerEnd.crashed(signal: 11, exitStatus: nil)

    // MARK: The start

    @Test(arguments: [true, false]) func isThereOnceForkedAndReady(readyFirst: Bool) {
        var state = WorkerState()
        let first = readyFirst ? state.says(.ready) : state.forked(.toNowhere, at: 1)
        #expect(first.names == (readyFirst ? [] : ["expectFirstMessage"]))
        #expect(!state.isThere)
        let second = readyFirst ? state.forked(.toNowhere, at: 2) : state.says(.ready)
        #expect(second.names == ["flush"])
        #expect(state.isThere && state.end == nil)
    }

    @Test func readyTwiceBreaksTheProtocol() {
        var state = WorkerState.there()
        #expect(state.says(.ready).names == ["kill"])
        #expect(state.end?.isViolation == true)
    }

    @Test(arguments: [Reply.console(.line), .hostCall(.call(1)), .result(1)])
    func nothingComesBeforeReady(_ reply: Reply) {
        var state = WorkerState()
        _ = state.forked(.toNowhere, at: 1)
        _ = state.submit(.request(1), .polling)
        #expect(state.says(reply).names == ["kill"])
        #expect(state.end?.isViolation == true)
    }

    @Test func forkedAfterItsEndIsKilled() {
        var state = WorkerState()
        #expect(state.begin(.disposed(reason: "gone")).names == ["finishEnding"])
        #expect(state.forked(.toNowhere, at: 1).names == ["kill"])
        _ = state.finish(.disposed(reason: "gone"), isRolledBack: false)
        #expect(state.forked(.toNowhere, at: 1).names == ["kill"])
        #expect(state.pidfd == nil)
    }

    @Test func theStartTimerIsOfUseUntilTheWorkerIsThere() {
        var timers = TimerQueue()
        let (token, later) = (timers.add(at: 1) {}, timers.add(at: 2) {})
        var state = WorkerState()
        #expect(state.keepStartTimer(token) == nil)
        #expect(state.keepStartTimer(later) == token, "the one before is of no use any more")
        #expect(state.forked(.toNowhere, at: 1).names == ["cancel", "expectFirstMessage"])
        #expect(state.keepStartTimer(token) == nil)
        #expect(state.says(.ready).names == ["cancel", "flush"])
        #expect(state.keepStartTimer(token) == token)
        var ended = WorkerState()
        #expect(ended.keepStartTimer(token) == nil)
        _ = ended.begin(Self.crash)
        #expect(ended.finish(Self.crash, isRolledBack: false).actions.names == ["cancel"])
        #expect(ended.keepStartTimer(token) == token)
    }

    @Test func startIsAwaitedOnlyUntilItIsThere() {
        var state = WorkerState()
        #expect(state.awaitStart() == true)
        _ = state.forked(.toNowhere, at: 1)
        #expect(state.takeAnswer(WorkerState.startID) == nil)
        _ = state.says(.ready)
        #expect(state.takeAnswer(WorkerState.startID) != nil)
        #expect(state.awaitStart() == false)
        var ended = WorkerState()
        #expect(ended.awaitStart() == true)
        _ = ended.begin(Self.crash)
        _ = ended.finish(Self.crash, isRolledBack: false)
        #expect(ended.takeAnswer(WorkerState.startID)?.failure?.end == Self.crash)
    }

    // MARK: The end

    /// Each event in each life after the first.
    @Test func endsOnceAndForTheFirstReason() {
        var state = WorkerState.there()
        #expect(state.begin(Self.crash).names == ["kill", "finishEnding"])
        #expect(state.life == .ending(Self.crash))
        #expect(state.begin(.silent).isEmpty == true)
        #expect(state.expire(nil, .silent) == false)
        #expect(state.endExpired().isEmpty)
        #expect(state.reachedEnd().isEmpty)
        #expect(state.life == .ending(Self.crash))
        #expect(state.finish(Self.crash, isRolledBack: false).actions.isEmpty == true)
        #expect(state.life == .ended(Self.crash) && state.pidfd == nil)
        #expect(state.begin(.silent).isEmpty == true)
        #expect(state.expire(nil, .silent) == false)
        #expect(state.beginReading() == false)
        #expect(state.beginWriting() == nil)
        #expect(!state.awaitsReplies)
    }

    /// Whoever reads is the one who tells of the end.
    @Test func theReaderFinishesAnEndThatCameMeanwhile() {
        var state = WorkerState.there()
        #expect(state.beginReading() == true)
        #expect(state.begin(Self.crash).names == ["kill"])
        let (rest, actions) = state.rest(isFull: false, at: 0)
        #expect(actions.names == ["finishEnding"])
        #expect(rest.name == "done")
    }

    @Test func expiresOnlyWhatIsOpen() {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        #expect(state.expire(2, .silent) == false)
        _ = state.says(.result(1))
        #expect(state.expire(1, .silent) == false)
        #expect(state.takeAnswer(1) != nil)
        #expect(state.expire(1, .silent) == false)
    }

    /// An answer that is found before the worker is ended counts, unless the worker ends whatever is found.
    @Test(arguments: [true, false]) func anAnswerThatIsThereCounts(endsInAnyCase: Bool) {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        #expect(state.expire(endsInAnyCase ? nil : 1, Self.crash) == true)
        #expect(state.beginReading() == true)
        _ = state.says(.result(1))
        #expect(state.rest(isFull: false, at: 0).1.names == (endsInAnyCase ? ["kill", "finishEnding"] : []))
        #expect(state.end == (endsInAnyCase ? Self.crash : nil))
        #expect(state.endExpired().isEmpty)
        #expect(state.takeAnswer(1) != nil)
    }

    @Test func whatExpiredEndsWithoutAReader() {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        #expect(state.expire(1, Self.crash) == true)
        #expect(state.endExpired().names == ["kill", "finishEnding"])
    }

    /// A reader that found the pipe empty before the time was up looks once more: the process may have been stopped
    /// between the two.
    @Test func aReaderLooksOnceMoreForWhatHasExpired() {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        #expect(state.beginReading() == true)
        #expect(state.expire(1, Self.crash) == true)
        let (rest, actions) = state.rest(isFull: false, at: 0)
        #expect(rest.name == "readOn" && actions.isEmpty && state.end == nil)
        _ = state.says(.result(1))
        #expect(state.rest(isFull: false, at: 0).1.isEmpty)
        #expect(state.end == nil)
    }

    @Test func theEndOfThePipeIsToldOnce() {
        var state = WorkerState.there()
        #expect(state.beginReading() == true)
        #expect(state.reachedEnd().names == ["expectExitReport"])
        #expect(state.reachedEnd().isEmpty)
        #expect(state.rest(isFull: false, at: 0).1.isEmpty)
        #expect(state.beginReading() == false)
        #expect(!state.awaitsReplies)
    }

    /// What a worker told before its end is still delivered, but nobody is there for its calls and answers.
    @Test func afterTheKillEventsAreDeliveredAndAnswersAreNot() {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        _ = state.begin(Self.crash)
        #expect(state.says(.console(.line)).names == ["deliver"])
        #expect(state.says(.hostCall(.call(1))).isEmpty)
        #expect(state.says(.result(1)).isEmpty)
        #expect(state.takeAnswer(1) == nil)
    }

    @Test func finishAnswersEverythingThatIsOpen() throws {
        var state = WorkerState.there()
        for id in 1...3 { _ = state.submit(.request(id), id == 3 ? .handler { _ in } : .polling) }
        let chunk = state.beginWriting()
        _ = state.wrote(try #require(chunk).bytes.count, isBlocked: true, at: 1)
        _ = state.begin(Self.crash)
        #expect(state.finish(Self.crash, isRolledBack: true).actions.names == ["call"])
        for (id, wasSent) in [(1, true), (2, false)] {
            let answer = state.takeAnswer(id)
            let ended = try #require(answer?.failure)
            #expect(ended.wasSent == wasSent && ended.isRolledBack && ended.end == Self.crash)
        }
    }

    /// Of a request in a writer's hands some may have arrived, so that it is not to be sent again.
    @Test func whatIsBeingWrittenCountsAsSent() throws {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        #expect(state.beginWriting() != nil)
        _ = state.begin(Self.crash)
        _ = state.finish(Self.crash, isRolledBack: true)
        let answer = state.takeAnswer(1)
        #expect(try #require(answer?.failure).wasSent)
    }
}
