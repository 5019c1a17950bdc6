import Testing

@testable import Isolates

/// Places for workers: how many there are × who wants one.
@Suite struct AdmissionStateTests {
    private typealias State = AdmissionState<String, String>

    @Test func placesArePromisedUpToTheLimit() {
        var state = State(maximumWorkers: 2)
        state.add("w1", number: 1)
        #expect(state.reserve() == true)
        #expect(state.reserve() == false)
        // The worker of the promised place is there: it counts by itself now.
        state.add("w2", number: 2)
        #expect(state.endReservation() == nil)
        #expect(state.reserved == 0 && state.reserve() == false)
        #expect(state.remove(1).0 == "w1")
        #expect(state.remove(1).0 == nil)
        #expect(state.reserve() == true)
    }

    @Test func withoutALimitThereIsAlwaysAPlace() {
        var state = State(maximumWorkers: nil)
        state.isWanted = true
        for _ in 0..<100 { #expect(state.reserve(isCopy: true) == true) }
        #expect(state.reserved == 100)
    }

    @Test func noCopyTakesAPlaceFromWhoeverWaits() {
        var state = State(maximumWorkers: 2)
        state.isWanted = true
        #expect(state.reserve(isCopy: true) == false)
        #expect(state.reserve() == true)
        state.isWanted = false
        #expect(state.reserve(isCopy: true) == true)
    }

    /// Each event that may make room resumes who waits for it.
    @Test(arguments: ["end", "remove", "remove what is not there", "change", "close"])
    func whateverMayMakeRoomIsToldOnce(_ event: String) {
        var state = State(maximumWorkers: 1)
        state.add("w1", number: 1)
        #expect(state.wait(since: state.generation, "waiter") == true)
        let told =
            switch event {
            case "end": state.endReservation()
            case "remove": state.remove(1).1
            case "remove what is not there": state.remove(2).1
            case "change": state.change()
            default: state.close(VMError(unavailable: "shut down"))
            }
        #expect(told == "waiter")
        #expect(state.change() == nil)
        #expect((state.closed != nil) == (event == "close"))
    }

    /// A change between the look and the wait is not missed.
    @Test func whoeverIsTooLateToWaitLooksAgain() {
        var state = State(maximumWorkers: 1)
        let changes = state.generation
        #expect(state.change() == nil)
        #expect(state.wait(since: changes, "waiter") == false)
        #expect(state.wait(since: state.generation, "waiter") == true)
    }

    @Test func givingBackIsNoChange() {
        var state = State(maximumWorkers: 1)
        _ = state.reserve()
        let changes = state.generation
        state.cancelReservation()
        #expect(state.generation == changes && state.reserve() == true)
    }

    @Test func aContextIsForkedUntilItsLastForkHasEnded() {
        var state = State(maximumWorkers: 1)
        state.beginFork(of: "c1")
        state.beginFork(of: "c1")
        state.beginFork(of: "c2")
        #expect(state.forkedContexts == ["c1", "c2"])
        state.endFork(of: "c1")
        #expect(state.forkedContexts == ["c1", "c2"])
        state.endFork(of: "c1")
        #expect(state.forkedContexts == ["c2"])
    }
}
