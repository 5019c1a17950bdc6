import Synchronization

/// The client's unanswered requests.
final class RequestTable: Sendable {
    private struct State {
        var jobs: [Int: Job] = [:]
        /// The numbers of requests with ids, for `cancel`. If two requests have the same id, the later one counts.
        var numbers: [RequestID: Int] = [:]
        var ids: [Int: RequestID] = [:]
        var lastNumber = 0
        /// The number of requests whose answers have not been handed to the transport.
        var open = 0
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Counts a new request.
    ///
    /// - Returns: the number of the request.
    func begin() -> Int {
        state.withLock { state in
            state.open += 1
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Makes a request known, by its id if it has one.
    func name(_ number: Int, _ id: RequestID?, _ job: Job) {
        state.withLock { state in
            state.jobs[number] = job
            guard let id else { return }
            state.numbers[id] = number
            state.ids[number] = id
        }
    }

    /// Forgets a request, which can't be cancelled any more.
    func end(_ number: Int) {
        let job = state.withLock { state -> Job? in
            if let id = state.ids.removeValue(forKey: number), state.numbers[id] == number { state.numbers[id] = nil }
            return state.jobs.removeValue(forKey: number)
        }
        // Outside of the lock: with it goes what it was to do.
        _ = consume job
    }

    func answered() {
        let waiters = state.withLock { state in
            state.open -= 1
            guard state.open == 0 else { return [UnsafeContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    subscript(id: RequestID) -> Job? {
        state.withLock { state in state.numbers[id].flatMap { state.jobs[$0] } }
    }

    /// The number of unanswered requests.
    var openCount: Int { state.withLock { $0.open } }

    /// Cancels all requests: each is interrupted, or never begins.
    func cancelAll() {
        for job in state.withLock({ Array($0.jobs.values) }) { _ = job.cancel() }
    }

    func waitUntilEmpty() async {
        await withUnsafeContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.open > 0 { state.waiters.append(continuation) }
                return state.open == 0
            }
            if isEmpty { continuation.resume() }
        }
    }
}
