import Synchronization
import Testing
import Wire

@testable import Workers

/// A zygote: each phase × what it says and what is asked of it.
@Suite(.timeLimit(.minutes(1))) struct ZygoteStateTests {
    /// A worker is a name here.
    private typealias State = ZygoteState<String>
    private typealias Continuation = UnsafeContinuation<String?, Never>

    private static let ready = ZygoteReply.ready(major: 2, minor: 50, micro: 6, layers: [], undoLog: .off)

    private static func starting() -> State { State(pidfd: .toNowhere, errors: .toNowhere, mostKills: 1) }

    private static func serving(_ workers: Int...) -> State {
        var state = starting()
        _ = state.take(ready, [])
        for number in workers { _ = state.add("w\(number)", number: number) }
        return state
    }

    // MARK: The start

    @Test func whoeverWaitsHearsThatItIsReady() async {
        let reason = await withUnsafeContinuation { (continuation: Continuation) in
            var state = Self.starting()
            #expect(!state.isReady)
            #expect(state.awaitReady(continuation).isEmpty)
            let actions = state.take(Self.ready, [])
            #expect(actions?.names == ["resume nil"])
            #expect(state.isReady && state.engineVersion == "2.50.6")
            actions?.resume()
        }
        #expect(reason == nil)
    }

    @Test func whoeverWaitsHearsWhyItIsNot() async {
        for kills in [true, false] {
            let reason = await withUnsafeContinuation { (continuation: Continuation) in
                var state = Self.starting()
                _ = state.awaitReady(continuation)
                (kills ? state.kill(reason: "why") : state.reaped(reason: "why").actions).resume()
            }
            #expect(reason == "why")
        }
    }

    @Test func whoeverComesLaterHearsAtOnce() async {
        let whenReady = await withUnsafeContinuation { (continuation: Continuation) in
            var state = Self.serving()
            state.awaitReady(continuation).resume()
        }
        #expect(whenReady == nil)
        let whenEnded = await withUnsafeContinuation { (continuation: Continuation) in
            var state = Self.serving()
            _ = state.kill(reason: "why")
            state.awaitReady(continuation).resume()
        }
        #expect(whenEnded == "why")
    }

    @Test func readyTwiceBreaksItsProtocol() {
        var state = Self.serving()
        #expect(state.take(Self.ready, []) == nil)
        _ = state.kill(reason: "why")
        #expect(state.take(Self.ready, []) == nil)
    }

    @Test func moreDescriptorsThanAReplyHasBreakItsProtocol() {
        var state = Self.serving(1)
        #expect(state.take(.forked(worker: 1, pid: 9), [.toNowhere, .toNowhere]) == nil)
        #expect(state.take(.forkFailed(worker: 1, errno: 11), [.toNowhere]) == nil)
        #expect(state.take(.ended(worker: 1, signal: 9, exitStatus: nil, cpuTime: 0), [.toNowhere]) == nil)
    }

    // MARK: Workers

    @Test func isAskedForWorkersOnlyWhileItServes() {
        var state = Self.starting()
        #expect(state.add("w1", number: 1) == false)
        _ = state.take(Self.ready, [])
        #expect(state.add("w1", number: 1) == true)
        _ = state.kill(reason: "why")
        #expect(state.add("w2", number: 2) == false)
    }

    @Test func aWorkerIsToldOfItsForkAndOfItsEnd() {
        var state = Self.serving(1)
        #expect(state.take(.forked(worker: 1, pid: 9), [.toNowhere])?.names == ["forked w1"])
        #expect(
            state.take(.ended(worker: 1, signal: 9, exitStatus: nil, cpuTime: 5), [])?.names == ["reaped w1"])
        #expect(state.take(.ended(worker: 1, signal: 9, exitStatus: nil, cpuTime: 5), [])?.names == [])
    }

    @Test func aForkThatFailsIsToldOnce() {
        var state = Self.serving(1)
        #expect(state.take(.forkFailed(worker: 1, errno: 11), [])?.names == ["failed w1"])
        #expect(state.take(.forkFailed(worker: 1, errno: 11), [])?.names == [])
        #expect(state.remove(1) == nil)
    }

    /// The kernel leaves the pidfd out where this process may open no more. The worker is not used, and still reaped.
    @Test func aForkWithoutItsPidfdFails() {
        var state = Self.serving(1)
        #expect(state.take(.forked(worker: 1, pid: 9), [])?.names == ["failed w1"])
        #expect(
            state.take(.ended(worker: 1, signal: nil, exitStatus: 0, cpuTime: 5), [])?.names == ["reaped w1"])
        #expect(state.take(.forked(worker: 2, pid: 9), [])?.names == [])
    }

    @Test func aForkThatNobodyWantsAnyMoreIsKilled() {
        var state = Self.serving(1)
        #expect(state.remove(1) == "w1")
        #expect(state.remove(1) == nil)
        #expect(state.take(.forked(worker: 1, pid: 9), [.toNowhere])?.names == ["kill"])
    }

    // MARK: Kills

    @Test func workersDieOneAfterTheOther() {
        var state = Self.serving(1, 2, 3)
        #expect(state.kill(1, .toNowhere, isUrgent: false).names == ["kill"])
        #expect(state.kill(2, .toNowhere, isUrgent: false).names == ["stop"])
        #expect(state.kill(3, .toNowhere, isUrgent: true).names == ["kill"])
        #expect(state.end(3) == ["reaped w3"])
        #expect(state.end(1) == ["kill", "reaped w1"])
        #expect(state.end(2) == ["reaped w2"])
    }

    @Test func aWorkerThatEndsWhileStoppedIsReaped() {
        var state = Self.serving(1, 2)
        _ = state.kill(1, .toNowhere, isUrgent: false)
        _ = state.kill(2, .toNowhere, isUrgent: false)
        #expect(state.end(2) == ["release", "reaped w2"])
        #expect(state.end(1) == ["reaped w1"])
    }

    /// A copy that was killed may be forgotten before its end is reported. It still makes room then.
    @Test func theEndOfAForgottenWorkerMakesRoom() {
        var state = Self.serving(1, 2)
        _ = state.kill(1, .toNowhere, isUrgent: false)
        _ = state.kill(2, .toNowhere, isUrgent: false)
        #expect(state.remove(1) == "w1")
        #expect(state.end(1) == ["kill"])
    }

    @Test func nobodyWaitsForAZygoteThatIsGone() {
        var state = Self.serving(1, 2, 3)
        _ = state.kill(1, .toNowhere, isUrgent: false)
        _ = state.kill(2, .toNowhere, isUrgent: false)
        #expect(state.reaped(reason: "why").actions.names == ["kill"])
        #expect(state.kill(3, .toNowhere, isUrgent: false).names == ["kill"])
    }

    // MARK: The end

    @Test func workersOfWhoseEndItDidNotTellAreLeft() {
        var state = Self.serving(1, 2, 3)
        _ = state.take(.ended(worker: 2, signal: 9, exitStatus: nil, cpuTime: 0), [])
        let remains = state.reaped(reason: "why")
        #expect(remains.workers == [1: "w1", 3: "w3"])
        #expect(state.pidfd == nil && state.errors == nil && !state.isReady)
        #expect(state.take(.forked(worker: 1, pid: 9), [.toNowhere])?.names == ["kill"])
    }

    @Test func theFirstReasonStays() {
        var state = Self.serving()
        #expect(state.kill(reason: "first").isEmpty == true)
        #expect(state.kill(reason: "second").isEmpty == true)
        _ = state.tellEnd { _, _ in }
        #expect(state.reaped(reason: "third").actions.names == ["tellEnd first expected"])
    }

    /// Whether it is asked before the end, between kill and reaping, or after both.
    @Test(arguments: [0, 1, 2], [true, false]) func itsEndIsToldOnce(asked: Int, isKilled: Bool) {
        var state = Self.serving()
        var actions: [ZygoteAction<String>] = []
        if asked == 0 { actions += state.tellEnd { _, _ in } }
        if isKilled { actions += state.kill(reason: "why") }
        if asked == 1 { actions += state.tellEnd { _, _ in } }
        #expect(actions.isEmpty)
        actions += state.reaped(reason: "why").actions
        if asked == 2 { actions += state.tellEnd { _, _ in } }
        #expect(actions.names == ["tellEnd why \(isKilled ? "expected" : "unexpected")"])
    }

    @Test func whoeverWaitsForItsReapingIsResumed() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            var state = Self.serving()
            #expect(state.awaitReaped(continuation).isEmpty)
            #expect(state.kill(reason: "why").isEmpty == true)
            let actions = state.reaped(reason: "why").actions
            #expect(actions.names == ["resumeReaped"])
            actions.resume()
        }
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            var state = Self.serving()
            _ = state.reaped(reason: "why")
            state.awaitReaped(continuation).resume()
        }
    }
}

extension ZygoteState<String> {
    /// The zygote reports the end of a worker.
    fileprivate mutating func end(_ number: Int) -> [String]? {
        take(.ended(worker: number, signal: 9, exitStatus: nil, cpuTime: 0), [])?.names
    }
}

extension [ZygoteAction<String>] {
    fileprivate var names: [String] {
        map { action in
            switch action {
            case .resume(_, let reason): "resume \(reason ?? "nil")"
            case .resumeReaped: "resumeReaped"
            case .forked(let worker, _): "forked \(worker)"
            case .failed(let worker, _): "failed \(worker)"
            case .reaped(let worker, _, _, _): "reaped \(worker)"
            case .kill: "kill"
            case .stop: "stop"
            case .release: "release"
            case .tellEnd(_, let reason, let isExpected): "tellEnd \(reason) \(isExpected ? "expected" : "unexpected")"
            }
        }
    }

    fileprivate func resume() {
        for action in self {
            switch action {
            case .resume(let waiter, let reason): waiter.resume(returning: reason)
            case .resumeReaped(let waiter): waiter.resume(returning: ())
            default: break
            }
        }
    }
}
