import Testing
import Wire

@testable import Workers

/// Requests to a worker and what it says, in each of its lives.
@Suite(.timeLimit(.minutes(1))) struct WorkerExchangeTests {
    private static let crash = WorkerEnd.crashed(signal: 11, exitStatus: nil)

    private typealias Continuation = UnsafeContinuation<WorkerProcess.Answer, Never>

    // MARK: Requests

    @Test func aRequestIsRefusedAfterTheEndAndKeptDuringIt() throws {
        var state = WorkerState.there()
        #expect(state.submit(.request(1), .polling).refusal == nil)
        _ = state.begin(Self.crash)
        #expect(state.submit(.request(2), .polling).refusal == nil)
        #expect(state.submit(.unanswered()) == nil)
        _ = state.finish(Self.crash, isRolledBack: true)
        let answer = state.takeAnswer(2)
        let ended = try #require(answer?.failure)
        #expect(!ended.wasSent && ended.isRolledBack)
        #expect(state.submit(.request(3), .polling).refusal == Self.crash)
        #expect(state.submit(.unanswered()) == nil)
    }

    @Test func aWorkerThatDoesNotReadAnswersBreaksTheProtocol() {
        var state = WorkerState.there()
        #expect(state.submit(.unanswered([UInt8](repeating: 0, count: WorkerState.mostUnsent))) == nil)
        #expect(state.submit(.unanswered([1])) == nil)
        #expect(state.submit(.unanswered([1]))?.isViolation == true)
    }

    @Test func whatWaitsForTheStartIsKeptBackWithAllBehindIt() {
        var state = WorkerState()
        _ = state.submit(.request(1, waitsForStart: false), .polling)
        _ = state.submit(.request(2, waitsForStart: true), .polling)
        _ = state.submit(.request(3, waitsForStart: false), .polling)
        #expect(state.beginWriting()?.bytes == [1])
        let (next, actions) = state.wrote(1, isBlocked: false, at: 1)
        #expect(next == nil && actions.isEmpty)
        #expect(state.beginWriting() == nil)
        _ = state.forked(.toNowhere, at: 2)
        #expect(state.says(.ready).names == ["flush"])
        #expect(state.beginWriting()?.bytes == [2])
        #expect(state.wrote(1, isBlocked: false, at: 3).next?.bytes == [3])
    }

    @Test func oneThreadWritesAtATime() {
        var state = WorkerState.there()
        _ = state.submit(.unanswered([1, 2, 3]))
        #expect(state.beginWriting()?.bytes == [1, 2, 3])
        _ = state.submit(.unanswered([4]))
        #expect(state.beginWriting() == nil)
        // The pipe was full: whoever sees room goes on where this one stopped.
        #expect(state.wrote(2, isBlocked: true, at: 1).next == nil)
        let rest = state.beginWriting()
        #expect(rest?.bytes == [1, 2, 3] && rest?.offset == 2)
        #expect(state.wrote(1, isBlocked: false, at: 2).next?.bytes == [4])
        #expect(state.wrote(1, isBlocked: false, at: 3).next == nil)
        #expect(state.beginWriting() == nil)
    }

    // MARK: Answers

    @Test(arguments: [0, 2, -1]) func anAnswerToWhatNobodyAskedBreaksTheProtocol(id: Int) {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        #expect(state.says(.result(id)).names == ["kill"])
        #expect(state.end?.isViolation == true)
    }

    @Test func aSecondAnswerBreaksTheProtocol() {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling)
        #expect(state.says(.result(1)).isEmpty)
        #expect(state.says(.result(1)).names == ["kill"])
        #expect(state.takeAnswer(1) != nil)
    }

    @Test func anAnswerBeforeThePidfdIsHeld() {
        var state = WorkerState()
        _ = state.submit(.request(1, waitsForStart: false), .polling, ExchangeLimits(changesContext: true))
        _ = state.says(.ready)
        #expect(state.says(.result(1)).isEmpty)
        #expect(state.takeAnswer(1) == nil)
        #expect(state.progress.answeredChanges == 0)
        #expect(state.forked(.toNowhere, at: 1).names == ["flush"])
        #expect(state.takeAnswer(1) != nil)
        #expect(state.progress.answeredChanges == 1)
    }

    @Test func aSecondHeldAnswerBreaksTheProtocol() {
        var state = WorkerState()
        _ = state.submit(.request(1, waitsForStart: false), .polling)
        _ = state.says(.ready)
        _ = state.says(.result(1))
        _ = state.says(.result(1))
        #expect(state.end?.isViolation == true)
    }

    @Test func onlyAnswersToWhatChangesTheContextAreCounted() {
        var state = WorkerState.there()
        _ = state.submit(.request(1), .polling, ExchangeLimits(changesContext: true))
        _ = state.submit(.request(2), .polling)
        _ = state.says(.result(1))
        _ = state.says(.result(2))
        #expect(state.progress.answeredChanges == 1)
    }

    @Test func anAnswerResumesWhoeverIsParkedAndCancelsItsTimer() async {
        let answer = await withUnsafeContinuation { (continuation: Continuation) in
            var state = WorkerState.there()
            _ = state.submit(.request(1), .polling)
            let parked = state.park(1, continuation)
            #expect(parked.answer == nil && parked.actions.isEmpty)
            #expect(state.isWaitedFor && state.isUnderWay(1))
            #expect(state.beginWriting() != nil)
            #expect(state.wrote(1, isBlocked: false, at: 5).actions.names == ["startClocks"])
            var timers = TimerQueue()
            let timer = timers.add(at: 1) {}
            #expect(state.keep(timer, of: 1) == true)
            let actions = state.says(.result(1))
            #expect(actions.names == ["cancel", "resume"])
            #expect(state.keep(timer, of: 1) == false)
            #expect(!state.isWaitedFor && !state.isUnderWay(1))
            actions.resume()
        }
        #expect(answer.failure == nil)
    }

    @Test func parkingFindsAnAnswerThatHasComeMeanwhile() async {
        let answer = await withUnsafeContinuation { (continuation: Continuation) in
            var state = WorkerState.there()
            _ = state.submit(.request(1), .polling)
            _ = state.says(.result(1))
            let (answer, actions) = state.park(1, continuation)
            #expect(actions.isEmpty)
            continuation.resume(returning: answer ?? .failure(WorkerProcess.Ended(end: .silent)))
        }
        #expect(answer.failure == nil)
    }

    /// What was sent ahead, to a worker that was not there, counts from when it is.
    @Test func clocksRunFromWhenTheWorkerIsThere() async throws {
        let answer = await withUnsafeContinuation { (continuation: Continuation) in
            var state = WorkerState()
            _ = state.submit(.request(1, waitsForStart: false), .polling)
            #expect(state.beginWriting() != nil)
            #expect(state.wrote(1, isBlocked: false, at: 5).actions.isEmpty)
            #expect(state.park(1, continuation).actions.isEmpty)
            _ = state.forked(.toNowhere, at: 6)
            let actions = state.says(.ready, at: 7)
            #expect(actions.names == ["flush", "startClocks"])
            for case .startClocks(_, let begun, _) in actions { #expect(begun == 7) }
            _ = state.begin(Self.crash)
            state.finish(Self.crash, isRolledBack: false).actions.resume()
        }
        #expect(try #require(answer.failure).wasSent)
    }

    // MARK: What it tells

    @Test func eventsAreDeliveredInOrder() {
        var state = WorkerState.there()
        let actions = state.take(Reply.console(.line).frame() + Reply.hostCall(.call(7)).frame(), at: 1)
        #expect(actions.names == ["deliver", "deliver"])
        var calls: [Int?] = []
        for case .deliver(let event) in actions { calls.append(event.call) }
        #expect(calls == [nil, 7])
    }

    @Test func aFrameMayComeInPieces() {
        var state = WorkerState.there()
        let frame = Reply.console(.line).frame()
        for byte in frame.dropLast() { #expect(state.take([byte], at: 1).isEmpty) }
        #expect(state.receivedCount == frame.count - 1 && state.missingCount == 1)
        #expect(state.take([frame.last!], at: 1).names == ["deliver"])
        #expect(state.receivedCount == 0)
    }

    @Test(
        arguments: [
            [255, 255, 255, 255], [4, 16, 0, 1], [0, 0, 0, 0], [0, 0, 0, 5] + Array("hello".utf8),
            [0, 0, 0, 12] + Array(#"{"type":"x"}"#.utf8),
        ] as [[UInt8]]) func whatIsNoMessageBreaksTheProtocol(_ bytes: [UInt8])
    {
        var state = WorkerState.there()
        #expect(state.take(bytes, at: 1).names == ["kill"])
        #expect(state.end?.isViolation == true)
    }

    // MARK: Who reads

    @Test func oneThreadReadsAndHearsThatThereIsMore() {
        var state = WorkerState.there()
        #expect(state.beginReading() == true)
        #expect(state.beginReading() == false)
        #expect(state.rest(isFull: false, at: 0).0.name == "readOn")
        #expect(state.rest(isFull: false, at: 0).0.name == "done")
        #expect(!state.isReading)
    }

    @Test(arguments: [true, false]) func theReactorIsArmedWhereSomethingIsExpectedAndMayBeTaken(isFull: Bool) {
        var state = WorkerState.there()
        #expect(!state.awaitsReplies)
        _ = state.submit(.request(1), .polling)
        #expect(state.awaitsReplies)
        #expect(state.beginReading() == true)
        #expect(!state.awaitsReplies)
        #expect(state.rest(isFull: isFull, at: 0).0.name == (isFull ? "done" : "arms"))
    }
}
