import Testing

@testable import Isolates

/// Workers that are forked ahead: how many there are × what happens.
@Suite struct PoolStateTests {
    private final class Worker: Sendable {}

    private static func state(size: Int = 2, ready: [Worker] = []) -> PoolState<Worker> {
        var state = PoolState<Worker>(size: size)
        for worker in ready {
            _ = state.add(worker)
            state.hasWarmed(worker)
        }
        return state
    }

    @Test func thePoolIsFilledOneByOne() {
        var state = Self.state()
        #expect(state.setTimer() == true)
        #expect(state.setTimer() == false)
        for _ in 0..<2 {
            #expect(state.wantsOne(isSourceAlive: true) == true)
            #expect(state.add(Worker()) == true)
        }
        #expect(state.wantsOne(isSourceAlive: true) == false)
        // Full, it sets no timer until something is taken.
        #expect(state.setTimer() == true)
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
        _ = state.add(worker)
        #expect(state.take().worker == nil)
        state.hasWarmed(worker)
        state.hasWarmed(worker)
        #expect(state.ready.count == 1)
        #expect(state.take().worker === worker)
    }

    @Test func whatHasEndedIsNotTaken() {
        let (ready, warming) = (Worker(), Worker())
        var state = Self.state(ready: [ready])
        _ = state.add(warming)
        state.remove(ready)
        state.remove(warming)
        state.hasWarmed(warming)
        #expect(state.take().worker == nil)
        #expect(state.giveUpOne() == nil)
    }

    @Test func whatIsReadyIsGivenUpFirst() {
        let (ready, warming) = (Worker(), Worker())
        var state = Self.state(ready: [ready])
        _ = state.add(warming)
        #expect(state.giveUpOne() === ready)
        #expect(state.giveUpOne() === warming)
        #expect(state.giveUpOne() == nil)
        state.hasWarmed(warming)
        #expect(state.ready.isEmpty)
    }

    @Test func nothingIsMadeOfADeadSource() {
        var state = Self.state()
        _ = state.setTimer()
        #expect(state.wantsOne(isSourceAlive: false) == false)
        #expect(state.setTimer() == true)
    }

    @Test func closedItKeepsNothing() {
        let (ready, warming) = (Worker(), Worker())
        var state = Self.state(ready: [ready])
        _ = state.add(warming)
        let left = state.close()
        #expect(left.count == 2 && left[0] === ready && left[1] === warming)
        #expect(state.add(Worker()) == false)
        #expect(state.wantsOne(isSourceAlive: true) == false)
        #expect(state.setTimer() == false)
        #expect(state.take().worker == nil)
        #expect(state.close().isEmpty == true)
    }
}
