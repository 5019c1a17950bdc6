import Synchronization

/// How many lines wait to be written, and how many were lost because there were too many.
final class LogBacklog: Sendable {
    private struct State {
        var waiting = 0
        var lost = 0
    }

    private let maximum: Int
    private let state = Mutex(State())

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// - Returns: whether there is room for a line.
    func enter() -> Bool {
        state.withLock { state in
            guard state.waiting < maximum else {
                state.lost += 1
                return false
            }
            state.waiting += 1
            return true
        }
    }

    /// - Returns: how many lines were lost since the last call.
    func leave() -> Int {
        state.withLock { state in
            state.waiting -= 1
            defer { state.lost = 0 }
            return state.lost
        }
    }
}
