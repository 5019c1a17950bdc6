import Testing

@testable import IsolatesService

@Suite struct LogBacklogTests {
    @Test func whoAddsTheFirstLineWritesAndTakesTheRest() throws {
        let backlog = LogBacklog(maximum: 10)
        #expect(backlog.add([1]))
        #expect(!backlog.add([2]))
        let first = try #require(backlog.take())
        #expect(first.lines == [1, 2] && first.lost == 0)
        // It writes on until nothing waits.
        #expect(!backlog.add([3]))
        #expect(try #require(backlog.take()).lines == [3])
        #expect(backlog.take() == nil)
        #expect(backlog.add([4]))
    }

    @Test func linesAboveTheMaximumAreLostAndCounted() throws {
        let backlog = LogBacklog(maximum: 2)
        for byte in 1...5 as ClosedRange<UInt8> { _ = backlog.add([byte]) }
        let taken = try #require(backlog.take())
        #expect(taken.lines == [1, 2] && taken.lost == 3)
        _ = backlog.add([6])
        let next = try #require(backlog.take())
        #expect(next.lines == [6] && next.lost == 0)
        #expect(backlog.take() == nil)
    }
}
