import Synchronization

/// The client's requests that were not answered.
final class RequestTable: Sendable {
    private struct State {
        /// Those that have ids, for `cancel`. Where an id is used twice at once, it means the later one.
        var jobs: [RequestID: (number: Int, job: Job)] = [:]
        var ids: [Int: RequestID] = [:]
        var lastNumber = 0
        /// How many were begun whose answer was not handed to the writer.
        var open = 0
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// A number for a request that begins.
    func begin() -> Int {
        state.withLock { state in
            state.open += 1
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Makes a request known by its id.
    func name(_ number: Int, _ id: RequestID, _ job: Job) {
        state.withLock { state in
            state.jobs[id] = (number, job)
            state.ids[number] = id
        }
    }

    /// From here on there is nothing to cancel.
    func end(_ number: Int) {
        state.withLock { state in
            guard let id = state.ids.removeValue(forKey: number), state.jobs[id]?.number == number else { return }
            state.jobs[id] = nil
        }
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
        state.withLock { $0.jobs[id]?.job }
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
