import Testing
import Wire
@testable import Workers

/// When reading from a script that writes to its console pauses.
@Suite struct ConsoleBurstTests {
    private static let entry = ReplyHeader.console

    /// Reads entries again and again, 100 µs apart.
    ///
    /// - Returns: after how many reads reading pauses; nil if it never does.
    private func readsBeforePause(
        bytes: Int = 100, gap: UInt64 = 100_000, isWithinFrame: Bool = false, also other: ReplyHeader? = nil
    ) -> Int? {
        var burst = ConsoleBurst()
        return (1...100).first { read in
            burst.took(bytes: bytes)
            burst.took(Self.entry)
            if let other { burst.took(other) }
            return burst.ended(at: UInt64(read) * gap + 5_000_000, isWithinFrame: isWithinFrame)
        }
    }

    @Test func manyReadsOfEntriesAloneAreABurst() {
        #expect(readsBeforePause() == 10)
    }

    @Test(arguments: [ReplyHeader.ended(id: 1), .hostCall(call: 1), .unhandledRejection])
    func whatElseComesIsNeverDelayed(_ other: ReplyHeader) {
        #expect(readsBeforePause(also: other) == nil)
    }

    @Test func rareEntriesAreReadAtOnce() {
        #expect(readsBeforePause(gap: 2_000_000) == nil)
    }

    @Test func aPipeThatFillsIsReadOn() {
        #expect(readsBeforePause(bytes: 1 << 15) == nil)
        #expect(readsBeforePause(isWithinFrame: true) == nil)
    }

    @Test func aReadThatFindsNothingEndsTheBurst() {
        var burst = ConsoleBurst()
        for read in 1...20 {
            burst.took(Self.entry)
            _ = burst.ended(at: UInt64(read), isWithinFrame: false)
        }
        let pausesAfterNothing = burst.ended(at: 21, isWithinFrame: false)
        burst.took(Self.entry)
        let pausesAfterEntry = burst.ended(at: 22, isWithinFrame: false)
        #expect(!pausesAfterNothing && !pausesAfterEntry)
    }
}
