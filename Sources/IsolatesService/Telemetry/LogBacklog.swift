import Synchronization

/// The lines that wait to be written. Of too many, the last ones are lost, and counted.
final class LogBacklog: Sendable {
    private struct State {
        var lines: [UInt8] = []
        var count = 0
        var lost = 0
        var isWriting = false
    }

    private let maximum: Int
    private let state = Mutex(State())

    /// - Parameter maximum: how many lines may wait.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Adds a line.
    ///
    /// - Returns: whether the caller has to begin writing; otherwise the line will be taken by who writes already.
    func add(_ line: [UInt8]) -> Bool {
        state.withLock { state in
            if state.count < maximum {
                state.lines += line
                state.count += 1
            } else {
                state.lost += 1
            }
            defer { state.isWriting = true }
            return !state.isWriting
        }
    }

    /// Takes what waits, for writing it.
    ///
    /// - Returns: the lines, and how many were lost after them; nil at the end of writing, when nothing waits.
    func take() -> (lines: [UInt8], lost: Int)? {
        state.withLock { state in
            guard state.count > 0 || state.lost > 0 else {
                state.isWriting = false
                return nil
            }
            defer {
                state.lines = []
                state.count = 0
                state.lost = 0
            }
            return (state.lines, state.lost)
        }
    }
}
