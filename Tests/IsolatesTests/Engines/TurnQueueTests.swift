import Testing

@testable import Isolates

/// Turns in a context: taken × closed, by what is asked.
@Suite struct TurnQueueTests {
    private typealias Turns = TurnQueue<String>

    @Test func oneHasTheTurn() {
        var turns = Turns()
        #expect(turns.tryTake() == true)
        #expect(turns.tryTake() == false)
        #expect(turns.release() == nil)
        #expect(!turns.isTaken)
        #expect(turns.tryTake() == true)
    }

    @Test func theTurnGoesFromOneToTheNextInOrder() {
        var turns = Turns()
        _ = turns.tryTake()
        for name in ["a", "b", "c"] {
            let ticket = turns.ask()
            #expect(turns.wait(ticket, name) == .waits)
        }
        #expect(turns.count == 3)
        for name in ["a", "b", "c"] {
            #expect(turns.release() == name)
            // Nobody gets in between.
            #expect(turns.isTaken)
            #expect(turns.tryTake() == false)
        }
        #expect(turns.release() == nil)
        #expect(!turns.isTaken)
    }

    /// The turn was given back between the question and the wait.
    @Test func whoeverFindsItFreeHasIt() {
        var turns = Turns()
        _ = turns.tryTake()
        let ticket = turns.ask()
        _ = turns.release()
        #expect(turns.wait(ticket, "a") == .hasTurn)
        #expect(turns.isTaken && turns.count == 0)
    }

    @Test func cancelledBeforeTheWaitItTakesNothing() {
        var turns = Turns()
        _ = turns.tryTake()
        let ticket = turns.ask()
        #expect(turns.cancel(ticket) == nil)
        _ = turns.release()
        #expect(turns.wait(ticket, "a") == .cancelled)
        #expect(!turns.isTaken && turns.count == 0)
        // A ticket's cancellation is used up with it.
        turns.forget(ticket)
        #expect(turns.tryTake() == true)
    }

    @Test func cancelledWhileItWaitsItLeavesTheOthers() {
        var turns = Turns()
        _ = turns.tryTake()
        let tickets = ["a", "b", "c"].map { name in
            let ticket = turns.ask()
            _ = turns.wait(ticket, name)
            return ticket
        }
        #expect(turns.cancel(tickets[1]) == "b")
        #expect(turns.release() == "a")
        // Too late: it has the turn, and gives it back itself.
        #expect(turns.cancel(tickets[0]) == nil)
        turns.forget(tickets[0])
        #expect(turns.release() == "c")
        #expect(turns.release() == nil)
    }

    @Test func closedItLetsNobodyIn() {
        var turns = Turns()
        _ = turns.tryTake()
        let (waiting, late, cancelled) = (turns.ask(), turns.ask(), turns.ask())
        _ = turns.wait(waiting, "a")
        _ = turns.cancel(cancelled)
        #expect(turns.close() == ["a"])
        #expect(turns.close() == [])
        #expect(turns.wait(late, "b") == .closed)
        #expect(turns.wait(cancelled, "c") == .cancelled)
        #expect(turns.cancel(waiting) == nil)
        #expect(turns.release() == nil)
        #expect(turns.tryTake() == false)
    }
}
