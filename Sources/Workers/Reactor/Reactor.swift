import CLinux
import Glibc
import Synchronization

/// The one thread of this process that waits for descriptors and deadlines (epoll(7)).
///
/// It starts with the first supervisor and lives as long as the process. So zygotes that are started on it are killed
/// when the process ends and never before: PR_SET_PDEATHSIG fires when the *thread* that started a process ends.
package final class Reactor: Sendable {
    private let epoll: Descriptor
    private let wakeup: Descriptor
    private let state = Lock("reactor", State())
    /// Whether callers do well to wait at a worker's pipe for themselves.
    let odds = Odds()
    /// Read and written only on the reactor's thread.
    private let isStopped = Atomic<Bool>(false)

    private struct State {
        var sources: [UInt64: any ReactorSource] = [:]
        var nextKey: UInt64 = 1
        var timers = TimerQueue()
        var jobs: [@Sendable () -> Void] = []
        /// The time when the thread wakes by itself; it must be woken for an earlier timer. 0 while it is awake.
        var wakesAt: UInt64 = 0
    }

    private static let running = Lock<Reactor?>("reactor of the process", nil)

    /// The reactor of this process. The first call starts it.
    ///
    /// - Throws: if no descriptor or thread is left for it. The next call tries again.
    package static func shared() throws(SystemError) -> Reactor {
        if let reactor = running.withLock({ $0 }) { return reactor }
        let new = try Reactor()
        try new.startThread()
        let reactor = running.withLock { reactor in
            if reactor == nil { reactor = new }
            return reactor!
        }
        // Another thread was first.
        if reactor !== new { new.perform { new.isStopped.store(true, ordering: .relaxed) } }
        return reactor
    }

    private init() throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw SystemError("epoll_create1") }
        epoll = Descriptor(number)
        let event = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard event >= 0 else { throw SystemError("eventfd") }
        wakeup = Descriptor(event)
        try control(EPOLL_CTL_ADD, wakeup, events: EPOLLIN.rawValue, key: 0)
    }

    /// When a source's `ready` is called.
    package enum Interest {
        /// Once after each `arm`.
        case whenArmed
        /// Each time that input came or room was made (epoll(7), edge-triggered).
        case always
    }

    /// Registers a descriptor and keeps the source until `remove`.
    ///
    /// - Returns: the key that names the descriptor from now on.
    ///
    /// - Throws: if the kernel takes no more descriptors (epoll_ctl(2): ENOMEM, ENOSPC).
    package func add(
        _ descriptor: Descriptor, source: any ReactorSource, _ interest: Interest = .whenArmed
    ) throws(SystemError) -> UInt64 {
        let key = state.withLock { state in
            defer { state.nextKey += 1 }
            state.sources[state.nextKey] = source
            return state.nextKey
        }
        let events =
            switch interest {
            // Otherwise the kernel would report a hang-up again and again.
            case .whenArmed: EPOLLONESHOT.rawValue
            case .always: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLET.rawValue
            }
        do { try control(EPOLL_CTL_ADD, descriptor, events: events, key: key) } catch {
            forget(key)
            throw error
        }
        return key
    }

    /// Waits for `events` once: the source's `ready` is called, and then not again until the next `arm`.
    package func arm(_ descriptor: Descriptor, key: UInt64, events: EPOLL_EVENTS) {
        // ENOENT: the descriptor was removed meanwhile.
        try? control(EPOLL_CTL_MOD, descriptor, events: events.rawValue | EPOLLONESHOT.rawValue, key: key)
    }

    /// Forgets a descriptor, which must still be open.
    package func remove(_ descriptor: Descriptor, key: UInt64) {
        try? control(EPOLL_CTL_DEL, descriptor, events: 0, key: key)
        forget(key)
    }

    private func forget(_ key: UInt64) {
        let source = state.withLock { $0.sources.removeValue(forKey: key) }
        _ = consume source
    }

    /// Calls `action` on the reactor's thread at `time` (nanoseconds of CLOCK_MONOTONIC), unless it is cancelled
    /// before. Input that has come by then is dispatched first.
    @discardableResult
    package func schedule(at time: UInt64, _ action: @escaping @Sendable () -> Void) -> TimerQueue.Token {
        let (token, wakes) = state.withLock { state in (state.timers.add(at: time, action), time < state.wakesAt) }
        if wakes { wake() }
        return token
    }

    /// As `schedule(at:)`, with a time relative to now.
    @discardableResult
    package func schedule(after nanoseconds: UInt64, _ action: @escaping @Sendable () -> Void) -> TimerQueue.Token {
        schedule(at: System.now() + nanoseconds, action)
    }

    package func cancel(_ token: TimerQueue.Token) {
        let action = state.withLock { $0.timers.remove(token) }
        _ = consume action
    }

    /// Runs `job` on the reactor's thread, soon.
    package func perform(_ job: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(job) }
        wake()
    }

    /// Runs `job` on the reactor's thread and waits for its result.
    package func run<Result: Sendable>(_ job: @escaping @Sendable () -> Result) async -> Result {
        await withUnsafeContinuation { continuation in
            perform { continuation.resumeUnlocked(returning: job()) }
        }
    }

    private func control(
        _ operation: Int32, _ descriptor: Descriptor, events: UInt32, key: UInt64
    ) throws(SystemError) {
        LockWatch.expectNone("epoll_ctl(2)")
        var event = epoll_event(events: events, data: epoll_data_t(u64: key))
        guard epoll_ctl(epoll.number, operation, descriptor.number, &event) == 0 else {
            throw System.failure("epoll_ctl")
        }
    }

    private func wake() {
        LockWatch.expectNone("the reactor is woken")
        var one: UInt64 = 1
        _ = write(wakeup.number, &one, 8)
    }

    private func startThread() throws(SystemError) {
        var thread = pthread_t()
        let reactor = Unmanaged.passRetained(self).toOpaque()
        let result = pthread_create(
            &thread, nil,
            { argument in
                cl_set_name("isolates")
                Unmanaged<Reactor>.fromOpaque(argument!).takeRetainedValue().loop()
                return nil
            }, reactor)
        guard result == 0 else {
            Unmanaged<Reactor>.fromOpaque(reactor).release()
            throw SystemError("pthread_create", errno: result)
        }
        pthread_detach(thread)
    }

    private func loop() {
        // A signal handler of the program must not run here, where it would delay every deadline.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_SETMASK, &signals, nil)
        let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: Self.eventsAtATime)
        defer { events.deallocate() }
        while !isStopped.load(ordering: .relaxed) { turn(events) }
    }

    private static let eventsAtATime = 64
    /// How many batches of events are dispatched before deadlines are checked: a flood of events must not delay a kill.
    private static let mostRounds = 64
    /// How many deadlines are served before events are dispatched again: where hundreds of runs time out at once,
    /// nobody else has to wait until all of these were killed.
    private static let timersAtATime = 16

    /// Waits once, and dispatches events, timers and jobs. This is a function of its own because objects that it
    /// references are released when it returns; in the body of an endless loop they might not be.
    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
        var pause = nanosecondsToSleep()
        // Input is read before deadlines are checked: an answer that is there counts, however late this thread got its
        // turn.
        for _ in 0..<Self.mostRounds {
            let count = Int(max(0, cl_epoll_wait(epoll.number, events.baseAddress!, Int32(events.count), pause)))
            state.withLock { $0.wakesAt = 0 }
            for index in 0..<count { dispatch(events[index]) }
            guard count == events.count else { break }
            pause = 0
        }
        let work = state.withLock { state in
            defer { state.jobs = [] }
            return state.timers.removeDue(at: System.now(), limit: Self.timersAtATime) + state.jobs
        }
        for action in work { action() }
    }

    private func nanosecondsToSleep() -> Int64 {
        state.withLock { state in
            guard state.jobs.isEmpty else { return 0 }
            guard let next = state.timers.earliest else {
                state.wakesAt = .max
                return -1
            }
            state.wakesAt = next
            let now = System.now()
            return next > now ? Int64(next - now) : 0
        }
    }

    private func dispatch(_ event: epoll_event) {
        let key = event.data.u64
        guard key != 0 else {
            var count: UInt64 = 0
            _ = read(wakeup.number, &count, 8)
            return
        }
        state.withLock { $0.sources[key] }?.ready()
    }
}

/// The receiver of a descriptor's events: it can be read or written, or was hung up.
package protocol ReactorSource: AnyObject, Sendable {
    func ready()
}
