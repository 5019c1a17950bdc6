import Synchronization
import Testing

@testable import Workers

/// Timers are due in the order of their times, each once.
@Suite struct TimerQueueTests {
    @Test func isDueInOrder() {
        var timers = TimerQueue()
        let log = Mutex<[Int]>([])
        for time in [30, 10, 20, 10] as [UInt64] {
            _ = timers.add(at: time) { log.withLock { $0.append(Int(time)) } }
        }
        #expect(timers.earliest == 10)
        #expect(timers.removeDue(at: 9).isEmpty)
        for action in timers.removeDue(at: 20) { action() }
        #expect(log.withLock { $0 } == [10, 10, 20])
        #expect(timers.earliest == 30)
        #expect(timers.removeDue(at: 29).isEmpty)
        #expect(timers.removeDue(at: .max).count == 1)
        #expect(timers.earliest == nil)
    }

    @Test func whatIsBeyondTheLimitStays() {
        var timers = TimerQueue()
        for time in 1...5 as ClosedRange<UInt64> { _ = timers.add(at: time) {} }
        #expect(timers.removeDue(at: 4, limit: 3).count == 3)
        #expect(timers.earliest == 4)
        #expect(timers.removeDue(at: 4, limit: 3).count == 1)
    }

    @Test func whatIsRemovedIsNotDue() {
        var timers = TimerQueue()
        let first = timers.add(at: 1) {}
        let second = timers.add(at: 2) {}
        #expect(timers.remove(first) != nil)
        #expect(timers.remove(first) == nil)
        #expect(timers.earliest == 2)
        #expect(timers.removeDue(at: 5).count == 1)
        #expect(timers.remove(second) == nil)
    }

    /// Most timeouts never come: their entries must not pile up, nor the ones that stay be lost.
    @Test func sweepsWhatWasRemoved() {
        var timers = TimerQueue()
        let last = timers.add(at: 1_000_000) {}
        for time in 0..<10_000 as Range<UInt64> {
            let token = timers.add(at: time) {}
            #expect(timers.remove(token) != nil)
        }
        #expect(timers.earliest == 1_000_000)
        #expect(timers.removeDue(at: 999_999).isEmpty)
        #expect(timers.remove(last) != nil)
        #expect(timers.earliest == nil)
    }
}
