import Testing

@testable import Workers

/// What waits for a worker is written in order, however little at a time.
@Suite struct OutboxTests {
    @Test func isEmptyAtFirst() {
        var outbox = Outbox()
        #expect(outbox.next(hasStarted: true) == nil)
        #expect(outbox.count == 0 && outbox.firstRequest == nil)
        #expect(outbox.wrote(0) == nil)
    }

    @Test func tellsARequestWithItsFirstByteAlone() {
        var outbox = Outbox()
        outbox.append(Outbox.Message(request: 7, bytes: [1, 2, 3], waitsForStart: false))
        outbox.append(Outbox.Message(request: nil, bytes: [4, 5], waitsForStart: false))
        #expect(outbox.count == 5 && outbox.firstRequest == 7)
        #expect(outbox.wrote(0) == nil)
        #expect(outbox.wrote(1) == 7)
        #expect(outbox.wrote(1) == nil)
        #expect(outbox.next(hasStarted: false)?.offset == 2)
        #expect(outbox.wrote(1) == nil)
        #expect(outbox.next(hasStarted: false)?.bytes == [4, 5])
        #expect(outbox.count == 2 && outbox.firstRequest == nil)
        #expect(outbox.wrote(2) == nil)
        #expect(outbox.next(hasStarted: false) == nil)
        #expect(outbox.count == 0)
    }

    @Test func keepsBackWhatWaitsForTheStart() {
        var outbox = Outbox()
        outbox.append(Outbox.Message(request: 1, bytes: [1], waitsForStart: true))
        outbox.append(Outbox.Message(request: 2, bytes: [2], waitsForStart: false))
        #expect(outbox.next(hasStarted: false) == nil)
        #expect(outbox.next(hasStarted: true)?.bytes == [1])
        #expect(outbox.wrote(1) == 1)
        #expect(outbox.next(hasStarted: false)?.bytes == [2])
    }
}
