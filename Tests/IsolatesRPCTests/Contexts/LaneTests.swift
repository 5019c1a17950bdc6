import Synchronization
import Testing

@testable import IsolatesRPC

/// Lanes with real tasks: which thread begins a job, and in which order jobs are done.
@Suite(.timeLimit(.minutes(1))) struct LaneTests {
    /// What has happened, in order.
    private final class Record: Sendable {
        private let entries = Mutex<[Int]>([])

        func add(_ entry: Int) { entries.withLock { $0.append(entry) } }
        var all: [Int] { entries.withLock { $0 } }
    }

    private func job(_ body: @escaping @Sendable () async -> Void) -> Job {
        Job(
            awaitsPromise: false,
            body: { willAnswer in
                await body()
                willAnswer()
            }, refuse: {})
    }

    @Test func aJobOnTheCallersThreadIsOverAtOnce() {
        let record = Record()
        let start = job { record.add(1) }.start(onCaller: true) { record.add(2) }
        #expect(start == .isOver)
        #expect(record.all == [1])
    }

    @Test func aJobThatWaitsGoesOnElsewhere() async {
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        let record = Record()
        let waiting = job {
            record.add(1)
            try? await Task.sleep(for: .milliseconds(20))
            record.add(2)
        }
        #expect(waiting.start(onCaller: true) { continuation.finish() } == .goesOn)
        #expect(record.all == [1])
        for await _ in ended {}
        #expect(record.all == [1, 2])
        #expect(!waiting.cancel())
    }

    /// `cancel` finds no task yet: that of a job on its caller's thread is known only when it first waits.
    @Test func aJobIsCancelledBeforeItsTaskIsKnown() async {
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        let wasLive = Mutex(false)
        let sleepEnded = Mutex(false)
        let current = Mutex<Job?>(nil)
        let cancelled = job {
            wasLive.withLock { $0 = current.withLock { $0 }?.cancel() == true }
            let slept: Void? = try? await Task.sleep(for: .seconds(30))
            sleepEnded.withLock { $0 = slept != nil }
        }
        current.withLock { $0 = cancelled }
        #expect(cancelled.start(onCaller: true) { continuation.finish() } == .goesOn)
        for await _ in ended {}
        #expect(wasLive.withLock { $0 })
        #expect(!sleepEnded.withLock { $0 })
        current.withLock { $0 = nil }
    }

    /// So many that they would overflow the stack if each began within the one before.
    @Test(arguments: [false, true]) func manyJobsInARowKeepTheirOrder(onCaller: Bool) async {
        let count = 20_000
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        let (opened, opening) = AsyncStream.makeStream(of: Void.self)
        let record = Record()
        let unused = Mutex(0)
        let lane = Lane {
            unused.withLock { $0 += 1 }
            continuation.finish()
        }
        lane.enqueue(job { for await _ in opened {} }, onCaller: onCaller)
        for number in 0..<count { lane.enqueue(job { record.add(number) }, onCaller: onCaller) }
        #expect(record.all == [])
        opening.finish()
        for await _ in ended {}
        #expect(record.all == Array(0..<count))
        #expect(lane.isUnused && unused.withLock { $0 } == 1)
    }
}
