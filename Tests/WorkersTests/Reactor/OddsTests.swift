import Testing

@testable import Workers

/// When what has failed of late is left out.
@Suite struct OddsTests {
    @Test func triesAreLeftOutAfterThreeFailuresInARow() {
        let odds = Odds()
        for _ in 0..<3 {
            #expect(odds.areGood())
            odds.note(false)
        }
        for _ in 0..<32 { #expect(!odds.areGood()) }
        #expect(odds.areGood())
    }

    @Test func aSuccessBeginsTheCountAnew() {
        let odds = Odds()
        for _ in 0..<5 {
            for succeeded in [false, false, true] {
                #expect(odds.areGood())
                odds.note(succeeded)
            }
        }
        #expect(odds.areGood())
    }
}
