import Testing

@testable import Isolates

/// Workers that are forked ahead: how many there are × what happens.
@Suite struct PoolStateTests {
    private final class Worker: Sendable {}

    private static func state(size: Int = 2, ready: [Worker] = []) -> PoolState<Worker> {
        var state = PoolState<Worker>(size: size)
        for worker in ready {
            _ = state.add(worker, isWarming: true)
            state.hasWarmed(worker)
        }
        return state
    }

    @Test func thePoolIsFilledOneByOne() {
        var state = Self.state()
        #expect(state.setTimer() == true)
        #expect(state.setTimer() == false)
        for _ in 0..<2 {
            #expect(state.nextStep(isSourceAlive: true).isFork)
            #expect(state.add(Worker(), isWarming: true) == true)
        }
        #expect(state.nextStep(isSourceAlive: true).isRest)
        // Full, it sets no timer until something is taken.
        #expect(state.setTimer() == true)
    }

    @Test func oneIsForkedAtOnceWhereNoneIsLeft() {
        var state = Self.state(ready: [Worker()])
        #expect(state.beginForking() == false)
        _ = state.take()
        #expect(state.beginForking() == true)
        #expect(state.beginForking() == false)
        let cold = Worker()
        _ = state.add(cold, isWarming: false)
        state.endForking()
        #expect(state.beginForking() == false)
        #expect(state.take().worker === cold)
        #expect(state.beginForking() == true)
        var none = Self.state(size: 0)
        #expect(none.beginForking() == false)
    }

    @Test func noMoreAreForkedAtOnceThanItHolds() {
        var state = Self.state()
        for _ in 0..<2 { _ = state.add(Worker(), isWarming: true) }
        #expect(state.take().worker == nil)
        #expect(state.beginForking() == false)
    }

    @Test func whatRehearsedIsTakenFirst() {
        let (ready, cold) = (Worker(), [Worker(), Worker()])
        var state = Self.state(size: 3, ready: [ready])
        for worker in cold { _ = state.add(worker, isWarming: false) }
        #expect(state.take().worker === ready)
        #expect(state.take().worker === cold[0])
        #expect(state.take().worker === cold[1])
    }

    @Test func whatHasNotRehearsedDoesSoBeforeMoreAreForked() {
        let cold = Worker()
        var state = Self.state()
        _ = state.add(cold, isWarming: false)
        guard case .warm(let worker) = state.nextStep(isSourceAlive: true) else {
            Issue.record("it does not rehearse")
            return
        }
        #expect(worker === cold)
        // While it rehearses it is nobody's: what a template's worker runs is not for a context to see.
        #expect(state.take().worker == nil)
        #expect(state.nextStep(isSourceAlive: true).isFork)
        state.hasWarmed(cold)
        #expect(state.take().worker === cold)
    }

    @Test func theOneThatHasWaitedLongestIsTaken() {
        let workers = [Worker(), Worker()]
        var state = Self.state(ready: workers)
        #expect(state.take().worker === workers[0])
        #expect(state.take().worker === workers[1])
        #expect(state.take().worker == nil)
        #expect(state.taken == 3)
    }

    @Test func takingSetsTheTimerOnce() {
        var state = Self.state()
        #expect(state.take().setsTimer == true)
        #expect(state.take().setsTimer == false)
        state.rest()
        #expect(state.take().setsTimer == true)
        var none = Self.state(size: 0)
        #expect(none.take().setsTimer == false)
        #expect(none.setTimer() == false)
    }

    @Test func nothingIsTakenBeforeItIsReady() {
        var state = Self.state()
        let worker = Worker()
        _ = state.add(worker, isWarming: true)
        #expect(state.take().worker == nil)
        state.hasWarmed(worker)
        state.hasWarmed(worker)
        #expect(state.ready.count == 1)
        #expect(state.take().worker === worker)
    }

    @Test func whatHasEndedIsNotTaken() {
        let (ready, warming, cold) = (Worker(), Worker(), Worker())
        var state = Self.state(ready: [ready])
        _ = state.add(warming, isWarming: true)
        _ = state.add(cold, isWarming: false)
        state.remove(ready)
        state.remove(warming)
        state.remove(cold)
        state.hasWarmed(warming)
        #expect(state.take().worker == nil)
        #expect(state.giveUpOne() == nil)
    }

    @Test func whatCostLeastIsGivenUpFirst() {
        let (ready, warming, cold) = (Worker(), Worker(), Worker())
        var state = Self.state(ready: [ready])
        _ = state.add(warming, isWarming: true)
        _ = state.add(cold, isWarming: false)
        #expect(state.giveUpOne() === cold)
        #expect(state.giveUpOne() === ready)
        #expect(state.giveUpOne() === warming)
        #expect(state.giveUpOne() == nil)
        state.hasWarmed(warming)
        #expect(state.ready.isEmpty)
    }

    @Test func nothingIsMadeOfADeadSource() {
        var state = Self.state()
        _ = state.setTimer()
        #expect(state.nextStep(isSourceAlive: false).isRest)
        #expect(state.setTimer() == true)
    }

    @Test func closedItKeepsNothing() {
        let (ready, warming, cold) = (Worker(), Worker(), Worker())
        var state = Self.state(ready: [ready])
        _ = state.add(warming, isWarming: true)
        _ = state.add(cold, isWarming: false)
        let left = state.close()
        #expect(left.count == 3 && left[0] === ready && left[1] === cold && left[2] === warming)
        #expect(state.add(Worker(), isWarming: true) == false)
        #expect(state.beginForking() == false)
        #expect(state.nextStep(isSourceAlive: true).isRest)
        #expect(state.setTimer() == false)
        #expect(state.take().worker == nil)
        #expect(state.close().isEmpty == true)
    }
}

extension PoolState.Step {
    fileprivate var isFork: Bool { if case .fork = self { true } else { false } }
    fileprivate var isRest: Bool { if case .rest = self { true } else { false } }
}
