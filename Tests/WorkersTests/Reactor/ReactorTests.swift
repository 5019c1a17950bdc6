import CLinux
import Glibc
import Synchronization
import Testing

@testable import Workers

/// The thread that waits for descriptors and deadlines, with real pipes.
@Suite(.timeLimit(.minutes(1))) struct ReactorTests {
    private final class Source: ReactorSource {
        private let action: @Sendable () -> Void

        init(_ action: @escaping @Sendable () -> Void) {
            self.action = action
        }

        func ready() {
            action()
        }
    }

    private final class Log: Sendable {
        private let entries = Mutex<[String]>([])

        func note(_ entry: String) {
            entries.withLock { $0.append(entry) }
        }

        var all: [String] { entries.withLock { $0 } }
    }

    private func write(to descriptor: Descriptor) throws {
        #expect(try [1].withUnsafeBytes { try System.write(descriptor.number, $0) } == 8)
    }

    /// Returns when the reactor has done all that was due.
    private func turn(_ reactor: Reactor) async {
        for _ in 0..<2 { await reactor.run {} }
    }

    /// However late the reactor gets its turn: an answer that is there counts.
    @Test func whatHasComeIsReadBeforeDeadlines() async throws {
        let reactor = try Reactor.shared()
        let log = Log()
        let (reading, writing) = try System.pipe()
        let key = try reactor.add(reading, source: Source { log.note("came") })
        reactor.arm(reading, key: key, events: EPOLLIN)
        await reactor.run {
            // Both come while it can't look.
            reactor.schedule(at: 1) { log.note("deadline") }
            usleep(20_000)
            _ = [UInt8(1)].withUnsafeBytes { Glibc.write(writing.number, $0.baseAddress, 1) }
        }
        await turn(reactor)
        #expect(log.all == ["came", "deadline"])
        reactor.remove(reading, key: key)
    }

    @Test func timersAreDueInOrderAndNotBefore() async throws {
        let reactor = try Reactor.shared()
        let log = Log()
        let begin = System.now()
        let last: UInt64 = await withUnsafeContinuation { continuation in
            reactor.schedule(after: 30_000_000) {
                log.note("late")
                continuation.resumeUnlocked(returning: System.now())
            }
            reactor.schedule(after: 10_000_000) { log.note("early") }
        }
        #expect(log.all == ["early", "late"])
        #expect(last - begin >= 30_000_000)
    }

    /// An earlier deadline wakes a thread that sleeps until a later one.
    @Test func anEarlierTimerWakesIt() async throws {
        let reactor = try Reactor.shared()
        let late = reactor.schedule(after: 3_600_000_000_000) {}
        usleep(20_000)
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            reactor.schedule(after: 1_000_000) { continuation.resumeUnlocked(returning: ()) }
        }
        reactor.cancel(late)
    }

    @Test func aTimerThatWasCancelledIsNeverDue() async throws {
        let reactor = try Reactor.shared()
        let log = Log()
        let token = reactor.schedule(after: 20_000_000) { log.note("due") }
        reactor.cancel(token)
        reactor.cancel(token)
        try await Task.sleep(for: .milliseconds(50))
        await turn(reactor)
        #expect(log.all.isEmpty)
    }

    @Test func tellsOnceForEachArm() async throws {
        let reactor = try Reactor.shared()
        let log = Log()
        let (reading, writing) = try System.pipe()
        let key = try reactor.add(reading, source: Source { log.note("came") })
        try write(to: writing)
        await turn(reactor)
        #expect(log.all.isEmpty, "nothing is told before it is armed")
        for count in 1...2 {
            reactor.arm(reading, key: key, events: EPOLLIN)
            await turn(reactor)
            try write(to: writing)
            await turn(reactor)
            #expect(log.all.count == count)
        }
        reactor.remove(reading, key: key)
    }

    @Test func aSourceThatWasRemovedIsToldNothingAndLetGo() async throws {
        let reactor = try Reactor.shared()
        let log = Log()
        let (reading, writing) = try System.pipe()
        weak var source: Source?
        let key: UInt64
        do {
            let new = Source { log.note("came") }
            source = new
            key = try reactor.add(reading, source: new, .always)
        }
        #expect(source != nil)
        reactor.remove(reading, key: key)
        try write(to: writing)
        await turn(reactor)
        reactor.arm(reading, key: key, events: EPOLLIN)
        await turn(reactor)
        #expect(log.all.isEmpty)
        #expect(source == nil)
    }

    @Test func jobsAreDoneInOrder() async throws {
        let reactor = try Reactor.shared()
        let log = Log()
        for number in 0..<5 { reactor.perform { log.note("\(number)") } }
        await reactor.run {}
        #expect(log.all == ["0", "1", "2", "3", "4"])
    }
}
