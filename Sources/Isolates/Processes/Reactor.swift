import CLinux
import Glibc
import Synchronization

/// The one thread of this process that waits for descriptors and deadlines (epoll(7)).
///
/// It starts with the first supervisor and lives as long as the process, so that zygotes started on it are killed with
/// the process and never before: PR_SET_PDEATHSIG fires when the *thread* that started a process ends.
final class Reactor: Sendable {
    static let shared = Reactor()

    private let epoll: Int32
    private let wakeup: Int32
    private let state = Mutex(State())

    private struct State {
        var sources: [UInt64: any ReactorSource] = [:]
        var nextKey: UInt64 = 1
        var timers = TimerQueue()
        var jobs: [@Sendable () -> Void] = []
        /// When the thread wakes by itself; it must be woken for anything earlier. 0 while it is awake.
        var wakesAt: UInt64 = 0
    }

    private init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(
            epoll >= 0 && wakeup >= 0, "no descriptor left for the reactor: \(String(cString: strerror(errno)))")
        control(EPOLL_CTL_ADD, wakeup, events: EPOLLIN.rawValue, key: 0)
        startThread()
    }

    /// Registers a descriptor, without waiting for anything yet. The key names it from then on.
    func add(_ descriptor: Int32, source: any ReactorSource) -> UInt64 {
        let key = state.withLock { state in
            defer { state.nextKey += 1 }
            state.sources[state.nextKey] = source
            return state.nextKey
        }
        control(EPOLL_CTL_ADD, descriptor, events: 0, key: key)
        return key
    }

    /// Waits for `events` once: the source's `ready` is called, and nothing more until the next `arm`.
    func arm(_ descriptor: Int32, key: UInt64, events: EPOLL_EVENTS) {
        control(EPOLL_CTL_MOD, descriptor, events: events.rawValue | EPOLLONESHOT.rawValue, key: key)
    }

    /// Forgets a descriptor, which must still be open.
    func remove(_ descriptor: Int32, key: UInt64) {
        control(EPOLL_CTL_DEL, descriptor, events: 0, key: key)
        state.withLock { _ = $0.sources.removeValue(forKey: key) }
    }

    /// Calls `action` on this thread at `time` (nanoseconds of CLOCK_MONOTONIC), unless it is cancelled before.
    func schedule(at time: UInt64, _ action: @escaping @Sendable () -> Void) -> TimerQueue.Token {
        let (token, wakes) = state.withLock { state in (state.timers.add(at: time, action), time < state.wakesAt) }
        if wakes { wake() }
        return token
    }

    func cancel(_ token: TimerQueue.Token) {
        state.withLock { $0.timers.remove(token) }
    }

    /// Runs `job` on this thread.
    func run<Result: Sendable>(_ job: @escaping @Sendable () -> Result) async -> Result {
        await withUnsafeContinuation { continuation in
            state.withLock { $0.jobs.append { continuation.resume(returning: job()) } }
            wake()
        }
    }

    private func control(_ operation: Int32, _ descriptor: Int32, events: UInt32, key: UInt64) {
        var event = epoll_event(events: events, data: epoll_data_t(u64: key))
        guard epoll_ctl(epoll, operation, descriptor, &event) == 0 else {
            preconditionFailure("epoll_ctl: \(String(cString: strerror(errno)))")
        }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeup, &one, 8)
    }

    private func startThread() {
        var thread = pthread_t()
        let reactor = Unmanaged.passRetained(self).toOpaque()
        let result = pthread_create(
            &thread, nil,
            { argument in
                cl_set_name("isolates")
                Unmanaged<Reactor>.fromOpaque(argument!).takeUnretainedValue().loop()
            }, reactor)
        precondition(result == 0, "no thread for the reactor: \(String(cString: strerror(result)))")
        pthread_detach(thread)
    }

    private func loop() -> Never {
        // A signal handler of the program must not run here, where it would delay every deadline.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_SETMASK, &signals, nil)
        let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 64)
        while true { turn(events) }
    }

    /// One wait, and what came of it. A function that returns: what it takes hold of is let go, as in an endless loop
    /// it is not.
    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) {
        let count = cl_epoll_wait(epoll, events.baseAddress!, Int32(events.count), nanosecondsToSleep())
        let work = state.withLock { state in
            state.wakesAt = 0
            defer { state.jobs = [] }
            return state.timers.removeDue(at: System.now()) + state.jobs
        }
        for action in work { action() }
        for index in 0..<Int(max(0, count)) { dispatch(events[index]) }
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
            _ = read(wakeup, &count, 8)
            return
        }
        state.withLock { $0.sources[key] }?.ready()
    }
}

/// What the reactor tells that its descriptor can be read or written, or was hung up.
protocol ReactorSource: AnyObject, Sendable {
    func ready()
}
