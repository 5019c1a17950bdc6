import Testing

@testable import Isolates

/// Events on their way to the handlers: empty, being handed on, full, finished.
@Suite struct EventQueueStateTests {
    private typealias State = EventQueueState<String, String>

    @Test func oneHandsOnAtATime() {
        var state = State(capacity: 10)
        #expect(state.append("a", size: 1) == true)
        #expect(state.append("b", size: 1) == false)
        #expect(state.next().event == "a")
        #expect(state.append("c", size: 1) == false)
        #expect(state.next().event == "b")
        #expect(state.next().event == "c")
        #expect(state.next().idle != nil)
        #expect(state.append("d", size: 1) == true)
    }

    @Test func isFullUntilWhatIsHandedOnIsDone() {
        var state = State(capacity: 10)
        _ = state.append("a", size: 9)
        #expect(!state.isFull)
        _ = state.append("b", size: 9)
        #expect(state.isFull && state.bytes == 18)
        _ = state.next()
        #expect(state.isFull)
        #expect(state.delivered(size: 9).makesRoom == true)
        #expect(!state.isFull)
        _ = state.next()
        // Room is told of once.
        #expect(state.delivered(size: 9).makesRoom == false)
        #expect(state.bytes == 0)
    }

    @Test func oneEventMayFillIt() {
        var state = State(capacity: 10)
        _ = state.append("a", size: 1_000)
        #expect(state.isFull)
        _ = state.next()
        #expect(state.delivered(size: 1_000).makesRoom == true)
    }

    @Test func whoeverWaitsIsToldWhenAllIsHandedOn() {
        var state = State(capacity: 10)
        #expect(state.wait("nobody") == false)
        _ = state.append("a", size: 1)
        #expect(state.wait("w") == true)
        #expect(state.next().event == "a")
        #expect(state.wait("v") == true)
        #expect(state.next().idle?.waiters == ["w", "v"])
        #expect(state.wait("nobody") == false)
    }

    @Test func readersAreToldOfTheEndBehindTheLastEvent() {
        var idle = State(capacity: 10)
        #expect(idle.finish() == true)
        var state = State(capacity: 10)
        _ = state.append("a", size: 1)
        #expect(state.finish() == false)
        #expect(state.next().event == "a")
        #expect(state.next().idle?.finishes == true)
        // A last word that comes behind is handed on, too.
        #expect(state.append("b", size: 1) == true)
        #expect(state.next().event == "b")
        #expect(state.next().idle?.finishes == true)
    }
}

extension EventQueueState.Next {
    fileprivate var event: Event? {
        if case .event(let event) = self { event } else { nil }
    }

    fileprivate var idle: EventQueueState.Idle? {
        if case .none(let idle) = self { idle } else { nil }
    }
}
