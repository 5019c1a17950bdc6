import Testing

@testable import Workers

/// Processes that are to be killed: each event × how many are dying.
@Suite struct KillQueueTests {
    private static let limit = 2

    /// A queue whose first processes are dying, and whose later ones are stopped. A process is called like its number.
    private static func queue(of numbers: Int...) -> KillQueue<String> {
        var queue = KillQueue<String>(limit: limit)
        for (index, number) in numbers.enumerated() {
            let verdict = queue.kill("p\(number)", number: number, isUrgent: false)
            #expect(verdict == (index < limit ? .kill : .stop))
        }
        return queue
    }

    @Test func killsAtOnceUpToTheLimit() {
        _ = Self.queue(of: 1, 2, 3, 4)
    }

    @Test func urgentOnesNeverWait() {
        var queue = Self.queue(of: 1, 2, 3)
        #expect(queue.kill("p4", number: 4, isUrgent: true) == .kill)
        // It counts, so that two ends make room for one.
        #expect(queue.ended(1).next == nil)
        #expect(queue.ended(4).next == "p3")
    }

    @Test func theOneThatWaitsLongestIsNext() {
        var queue = Self.queue(of: 5, 6, 9, 7, 8)
        #expect(queue.ended(6).next == "p9")
        #expect(queue.ended(5).next == "p7")
        #expect(queue.ended(7).next == "p8")
        #expect(queue.ended(9).next == nil)
        #expect(queue.ended(8).next == nil)
        #expect(queue.kill("p1", number: 1, isUrgent: false) == .kill)
    }

    /// A process can die by itself between its last instruction and the signal that stops it.
    @Test func whatEndsWhileStoppedHasNoTurn() {
        var queue = Self.queue(of: 1, 2, 3, 4)
        let (next, ended) = queue.ended(3)
        #expect(next == nil)
        #expect(ended == "p3")
        #expect(queue.ended(1).next == "p4")
    }

    @Test func theEndOfAnotherProcessMakesNoRoom() {
        var queue = Self.queue(of: 1, 2, 3)
        let (next, ended) = queue.ended(77)
        #expect(next == nil && ended == nil)
        #expect(queue.ended(1).next == "p3")
    }

    @Test func closingReturnsWhatIsStopped() {
        var queue = Self.queue(of: 1, 2, 3, 4)
        #expect(queue.close().sorted() == ["p3", "p4"])
        #expect(queue.close() == [])
        #expect(queue.ended(1).next == nil)
    }
}
