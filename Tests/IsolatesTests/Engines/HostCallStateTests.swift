import Testing

@testable import Isolates

/// Host calls: begun, answered, undone, over.
@Suite struct HostCallStateTests {
    private typealias State = HostCallState<String>

    private static func state(calls: Int = 10, bytes: Int = 100) -> State {
        State(maximumCalls: calls, maximumBytes: bytes)
    }

    @Test func aCallIsWantedUntilItHasEnded() {
        var state = Self.state()
        let number = state.begin(1, size: 5)!
        #expect(state.isWanted(number) && state.bytes == 5)
        #expect(state.keep("task", of: number) == true)
        let (hasRoom, work) = state.end(number, size: 5)
        #expect(!hasRoom && work == "task" && state.bytes == 0)
        #expect(!state.isWanted(number))
        // It was done before its task was known.
        #expect(state.keep("task", of: number) == false)
    }

    /// Two calls may have the same id, one before a rollback and one after it.
    @Test func anUndoneCallIsNotTakenForTheOneThatFollows() {
        var state = Self.state()
        let first = state.begin(1, size: 5)!
        _ = state.keep("first", of: first)
        #expect(state.undo(after: 0).undone == ["first"])
        let second = state.begin(1, size: 5)!
        #expect(first != second && !state.isWanted(first) && state.isWanted(second))
        #expect(state.bytes == 10)
        #expect(state.end(first, size: 5).work == nil)
        #expect(state.isWanted(second) && state.bytes == 5)
    }

    @Test func onlyCallsAfterTheLastThatIsKnownAreUndone() {
        var state = Self.state()
        let numbers = (1...4).map { state.begin($0, size: 1)! }
        for number in numbers.dropLast() { _ = state.keep("task \(number)", of: number) }
        let (_, undone, kept) = state.undo(after: 2)
        #expect(undone == ["task \(numbers[2])"] && Set(kept) == ["task \(numbers[0])", "task \(numbers[1])"])
        #expect(numbers.map { state.isWanted($0) } == [true, true, false, false])
        // Undone before it had begun, it is cancelled when it begins.
        #expect(state.keep("late", of: numbers[3]) == false)
        #expect(state.undo(after: 0).undone.count == 2)
    }

    @Test func nobodyWaitsAfterTheEnd() {
        var state = Self.state()
        let number = state.begin(1, size: 1)!
        _ = state.keep("task", of: number)
        let late = state.begin(2, size: 1)!
        #expect(state.close() == ["task"])
        #expect(!state.isWanted(number))
        #expect(state.keep("late", of: late) == false)
        #expect(state.begin(3, size: 1) == nil)
        #expect(state.end(number, size: 1).work == "task")
    }

    @Test func roomIsToldOfOnce() {
        for (calls, bytes) in [(2, 100), (10, 2)] {
            var state = Self.state(calls: calls, bytes: bytes)
            let numbers = (1...2).map { state.begin($0, size: 1)! }
            #expect(state.isFull)
            #expect(state.end(numbers[0], size: 1).hasRoom == true)
            #expect(!state.isFull)
            #expect(state.end(numbers[1], size: 1).hasRoom == false)
        }
    }

    /// Nobody else would tell of the room that undoing makes.
    @Test func undoingMakesRoomForCallsButNotForTheirBytes() {
        var state = Self.state(calls: 2)
        for id in 1...2 { _ = state.begin(id, size: 1) }
        #expect(state.undo(after: 0).hasRoom == true)
        var large = Self.state(bytes: 2)
        let numbers = (1...2).map { large.begin($0, size: 1)! }
        #expect(large.undo(after: 0).hasRoom == false)
        #expect(large.isFull)
        #expect(large.end(numbers[0], size: 1).hasRoom == true)
    }
}
