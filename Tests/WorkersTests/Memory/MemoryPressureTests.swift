import Testing

@testable import Workers

/// When a worker is told to collect its garbage sooner.
@Suite struct MemoryPressureTests {
    private static let limit = 64 << 20

    @Test func nothingIsToldBeforeAQuarterIsUsed() {
        var pressure = MemoryPressure()
        #expect(pressure.measured(left: Self.limit, of: Self.limit) == .init(allowance: 16 << 20))
        #expect(pressure.measured(left: 48 << 20, of: Self.limit) == .init(allowance: 0))
    }

    @Test func isToldEachTimeThatWhatIsLeftHasHalved() {
        var pressure = MemoryPressure()
        #expect(pressure.measured(left: 40 << 20, of: Self.limit) == .init(interval: 10 << 20, allowance: 20 << 20))
        #expect(pressure.measured(left: 30 << 20, of: Self.limit) == .init(allowance: 10 << 20))
        #expect(pressure.measured(left: 20 << 20, of: Self.limit) == .init(allowance: 0))
        #expect(
            pressure.measured(left: (20 << 20) - 1, of: Self.limit)
                == .init(interval: (5 << 20) - 1, allowance: (10 << 20)))
        // What it gives back changes nothing.
        #expect(pressure.measured(left: 60 << 20, of: Self.limit).interval == nil)
    }

    @Test func theLeastIntervalIsToldOnceAndHoldsFromThere() {
        var pressure = MemoryPressure()
        #expect(
            pressure.measured(left: 2 << 20, of: Self.limit)
                == .init(interval: Int32(MemoryPressure.leastInterval), allowance: 1 << 20))
        #expect(pressure.measured(left: 1, of: Self.limit) == .init(allowance: 1))
        #expect(pressure.measured(left: 0, of: Self.limit) == .init(allowance: 0))
    }

    @Test func whatIsHugeIsClamped() {
        var pressure = MemoryPressure()
        #expect(pressure.measured(left: 1 << 40, of: 1 << 42).interval == .max)
    }
}
