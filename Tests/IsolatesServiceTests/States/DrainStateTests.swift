import Testing

@testable import IsolatesService

@Suite struct DrainStateTests {
    @Test func itServesUntilTheSignalComes() {
        let state = DrainState(delay: .seconds(5), timeout: .seconds(25))
        #expect(state.stage(now: .seconds(1_000)) == .serving)
        #expect(state.deadline == nil)
    }

    @Test(
        arguments: [
            (10, DrainState.Stage.leaving), (14, .leaving), (15, .finishing), (39, .finishing), (40, .over),
            (1_000, .over),
        ])
    func theStagesFollowTheSignal(second: Int, stage: DrainState.Stage) {
        var state = DrainState(delay: .seconds(5), timeout: .seconds(25))
        #expect(state.terminate(now: .seconds(10)) == .begin)
        #expect(state.stage(now: .seconds(second)) == stage)
        #expect(state.deadline == .seconds(40))
    }

    @Test(arguments: [(25, 14, false), (25, 15, false), (25, 16, true), (0, 15, true)])
    func newWorkIsRefusedForASecond(timeout: Int, second: Int, mayEnd: Bool) {
        var state = DrainState(delay: .seconds(5), timeout: .seconds(timeout))
        #expect(!state.mayEndEarly(now: .seconds(second)))
        _ = state.terminate(now: .seconds(10))
        #expect(state.mayEndEarly(now: .seconds(second)) == mayEnd)
    }

    @Test func aSecondSignalEndsAtOnce() {
        var state = DrainState(delay: .seconds(5), timeout: .seconds(25))
        _ = state.terminate(now: .zero)
        #expect(state.terminate(now: .seconds(1)) == .endNow)
        #expect(state.stage(now: .seconds(1)) == .over)
    }
}
