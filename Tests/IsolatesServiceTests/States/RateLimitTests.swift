import Testing

@testable import IsolatesService

@Suite struct RateLimitTests {
    @Test func oneSecondsWorthAtOnceAndThenOneByOne() throws {
        var rate = RateLimit(perSecond: 2, now: .zero)
        #expect(rate.take(perSecond: 2, now: .zero) == nil)
        #expect(rate.take(perSecond: 2, now: .zero) == nil)
        #expect(rate.take(perSecond: 2, now: .zero) == .milliseconds(500))
        #expect(rate.take(perSecond: 2, now: .milliseconds(500)) == nil)
        #expect(rate.take(perSecond: 2, now: .milliseconds(750)) == .milliseconds(250))
    }

    @Test func idleTimeSavesNoMoreThanOneSecond() {
        var rate = RateLimit(perSecond: 1, now: .zero)
        for _ in 0..<2 { _ = rate.take(perSecond: 1, now: .seconds(100)) }
        #expect(rate.take(perSecond: 1, now: .seconds(100)) != nil)
    }

    @Test func lessThanOneASecondBeginsWithOne() {
        var rate = RateLimit(perSecond: 0.5, now: .zero)
        #expect(rate.take(perSecond: 0.5, now: .zero) == nil)
        #expect(rate.take(perSecond: 0.5, now: .zero) == .seconds(2))
    }
}
