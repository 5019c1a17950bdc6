import Testing

@testable import IsolatesService

/// Whose turn it is: tenants × their limits × the limit of all.
@Suite struct RunScheduleTests {
    private func request(_ schedule: inout RunSchedule<String>, _ tickets: String..., maximum: Int = 100) -> [String] {
        tickets.flatMap { schedule.request($0, of: String($0.prefix(1)), maximum: maximum) }
    }

    @Test func aRunBeginsWhereThereIsRoom() {
        var schedule = RunSchedule<String>(maximum: 2)
        #expect(request(&schedule, "a1", "b1", "a2") == ["a1", "b1"])
        #expect(schedule.running == 2 && schedule.waiting == 1)
        #expect(schedule.release(of: "b") == ["a2"])
        #expect(schedule.release(of: "a") == [])
        #expect(schedule.release(of: "a") == [])
        #expect(schedule.running == 0 && schedule.waiting == 0)
    }

    @Test func aFloodWaitsBehindItself() {
        var schedule = RunSchedule<String>(maximum: 1)
        #expect(request(&schedule, "a1", "a2", "a3", "a4", "b1", "c1") == ["a1"])
        var order: [String] = []
        var last = "a"
        for _ in 0..<5 {
            let begun = schedule.release(of: last)
            #expect(begun.count == 1)
            order += begun
            last = String(begun[0].prefix(1))
        }
        #expect(order == ["b1", "c1", "a2", "a3", "a4"])
    }

    /// So a run takes no more than twice its time beside a flood of its like.
    @Test func aRunThatComesLaterWaitsForTheOneThatGoesOnAlone() {
        var schedule = RunSchedule<String>(maximum: 1)
        #expect(request(&schedule, "a1", "a2", "a3", "a4") == ["a1"])
        for run in ["b1", "b2"] {
            #expect(request(&schedule, run) == [])
            #expect(schedule.release(of: "a") == [run])
            #expect(schedule.release(of: "b").allSatisfy { $0.hasPrefix("a") })
        }
        #expect(schedule.waiting == 1)
    }

    @Test func thoseWhoComeAgainAndAgainLeaveAFloodItsTurns() {
        var schedule = RunSchedule<String>(maximum: 1)
        #expect(request(&schedule, "a1", "a2", "a3", "b1") == ["a1"])
        var order: [String] = []
        var last = "a"
        for round in 0..<6 {
            // Two tenants that ask again as soon as they have had their turn.
            if last != "a" || round == 0 { #expect(request(&schedule, last == "b" ? "b\(round)" : "c\(round)") == []) }
            let begun = schedule.release(of: last)
            order += begun.map { String($0.prefix(1)) }
            last = order.last!
        }
        #expect(order == ["b", "c", "a", "b", "c", "a"])
    }

    @Test func aTenantAtItsOwnLimitIsPassedOver() {
        var schedule = RunSchedule<String>(maximum: 3)
        #expect(request(&schedule, "a1", "a2", maximum: 1) == ["a1"])
        #expect(request(&schedule, "b1", "b2", maximum: 1) == ["b1"])
        #expect(schedule.running == 2)
        #expect(schedule.release(of: "b") == ["b2"])
        #expect(schedule.release(of: "a") == ["a2"])
    }

    @Test func aForcedRunNeedsNoRoom() {
        var schedule = RunSchedule<String>(maximum: 1)
        #expect(request(&schedule, "a1", "b1") == ["a1"])
        schedule.force(of: "a")
        #expect(schedule.running == 2)
        // There is no room yet.
        #expect(schedule.release(of: "a") == [])
        #expect(schedule.release(of: "a") == ["b1"])
    }

    @Test func aRunThatIsWithdrawnMakesWay() {
        var schedule = RunSchedule<String>(maximum: 1)
        #expect(request(&schedule, "a1", "b1", "a2") == ["a1"])
        #expect(schedule.withdraw("b1", of: "b") == true)
        #expect(schedule.withdraw("b1", of: "b") == false)
        #expect(schedule.withdraw("a1", of: "a") == false)
        #expect(schedule.release(of: "a") == ["a2"])
    }
}
