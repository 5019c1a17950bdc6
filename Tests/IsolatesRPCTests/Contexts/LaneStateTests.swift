import Synchronization
import Testing

@testable import IsolatesRPC

private final class NamedJob: LaneJob {
    let name: String
    let awaitsPromise: Bool
    private let answered = Atomic<Bool>(false)

    init(_ name: String, awaitsPromise: Bool = false) {
        self.name = name
        self.awaitsPromise = awaitsPromise
    }

    var isAnswered: Bool { answered.load(ordering: .relaxed) }

    func answer() {
        answered.store(true, ordering: .relaxed)
    }
}

/// A lane: its levels × what is asked, what ends and who is called.
@Suite struct LaneStateTests {
    private typealias State = LaneState<NamedJob>

    @Test func jobsBeginOneAfterTheOther() {
        var state = State()
        let (a, b) = (NamedJob("a"), NamedJob("b"))
        #expect(state.activity == .idle)
        #expect(state.enqueue(a).text == "a@0")
        #expect(state.enqueue(b) == nil)
        #expect(state.activity == .running && state.uses == 2)
        #expect(state.ended(a, on: 0).text == "b@0")
        #expect(state.ended(b, on: 0) == nil)
        #expect(state.activity == .idle && state.uses == 0 && !state.isUsed)
    }

    /// The client may have read the answer, and asks before the job has quite ended.
    @Test func aJobThatIsAnsweredIsOver() {
        var state = State()
        let job = NamedJob("a")
        _ = state.enqueue(job)
        job.answer()
        #expect(state.activity == .idle && !state.isUsed && state.uses == 1)
    }

    @Test func aJobThatDoesNotBeginMakesWayForTheNext() {
        var state = State()
        let (a, b, c) = (NamedJob("a"), NamedJob("b", awaitsPromise: true), NamedJob("c"))
        _ = state.enqueue(a)
        _ = state.enqueue(b)
        _ = state.enqueue(c)
        #expect(state.ended(a, on: 0).text == "b@0")
        // It was cancelled.
        #expect(state.ended(b, on: 0).text == "c@0")
        #expect(state.ended(c, on: 0) == nil)
        #expect(state.uses == 0)
    }

    @Test func whatIsAskedDuringACallIsDoneAtOnce() {
        var state = State()
        let (run, behind, inside, second) = (
            NamedJob("run"), NamedJob("behind"), NamedJob("inside"), NamedJob("second")
        )
        _ = state.enqueue(run)
        _ = state.enqueue(behind)
        let call = state.beginCall(isAsync: false)
        #expect(state.activity == .waiting)
        #expect(state.enqueue(inside).text == "inside@\(call)")
        #expect(state.activity == .running)
        #expect(state.enqueue(second) == nil)
        #expect(state.ended(inside, on: call).text == "second@\(call)")
        #expect(state.ended(second, on: call) == nil)
        #expect(state.endCall(call) == nil)
        #expect(state.ended(run, on: 0).text == "behind@0")
    }

    @Test func whatACallLeavesGoesOnBelow() {
        var state = State()
        let (run, inside, left) = (NamedJob("run"), NamedJob("inside"), NamedJob("left"))
        _ = state.enqueue(run)
        let call = state.beginCall(isAsync: false)
        _ = state.enqueue(inside)
        _ = state.enqueue(left)
        #expect(state.endCall(call) == nil)
        // Its level is gone, and nothing waits for it.
        #expect(state.ended(inside, on: call) == nil)
        #expect(state.ended(run, on: 0).text == "left@0")
        #expect(state.ended(left, on: 0) == nil)
        #expect(state.uses == 0)
    }

    @Test func callsInCallsHaveLevelsOfTheirOwn() {
        var state = State()
        _ = state.enqueue(NamedJob("run"))
        let outer = state.beginCall(isAsync: false)
        let inside = NamedJob("inside")
        #expect(state.enqueue(inside).text == "inside@\(outer)")
        let inner = state.beginCall(isAsync: false)
        #expect(inner != outer)
        #expect(state.enqueue(NamedJob("deep")).text == "deep@\(inner)")
        // The outer call may be answered first.
        #expect(state.endCall(outer) == nil)
        #expect(state.enqueue(NamedJob("more")) == nil)
        #expect(state.endCall(inner) == nil)
    }

    /// A script that only got a promise waits for nobody, unless a run may wait for that promise.
    @Test(arguments: [true, false]) func anAsyncCallCountsWhereARunMayWaitForIt(awaitsPromise: Bool) {
        var state = State()
        _ = state.enqueue(NamedJob("run", awaitsPromise: awaitsPromise))
        let call = state.beginCall(isAsync: true)
        #expect(state.activity == .running)
        #expect(state.enqueue(NamedJob("next")).text == (awaitsPromise ? "next@\(call)" : nil))
    }

    @Test func aHoldMayWaitForPromises() {
        var state = State()
        let call = state.beginCall(isAsync: true)
        state.hold(awaitsPromise: true)
        let job = NamedJob("a")
        #expect(state.enqueue(job).text == "a@\(call)")
        _ = state.ended(job, on: call)
        #expect(state.release(awaitsPromise: true) == nil)
        #expect(state.enqueue(NamedJob("b")).text == "b@0")
    }

    @Test func asyncCallsShareALevelUntilTheLastIsAnswered() {
        var state = State()
        _ = state.enqueue(NamedJob("run", awaitsPromise: true))
        let call = state.beginCall(isAsync: true)
        #expect(state.beginCall(isAsync: true) == call)
        #expect(state.endCall(call) == nil)
        let job = NamedJob("a")
        #expect(state.enqueue(job).text == "a@\(call)")
        // Something is under way there: a call that it makes has a level on top.
        let another = state.beginCall(isAsync: true)
        #expect(another != call)
        #expect(state.endCall(another) == nil)
        #expect(state.ended(job, on: call) == nil)
        #expect(state.endCall(call) == nil)
        #expect(state.endCall(call) == nil, "a call ends once")
    }

    @Test func theBaseLevelStays() {
        var state = State()
        #expect(state.endCall(0) == nil)
        #expect(state.enqueue(NamedJob("a")).text == "a@0")
    }
}

extension LaneState<NamedJob>.Start? {
    fileprivate var text: String? { map { "\($0.job.name)@\($0.level)" } }
}
