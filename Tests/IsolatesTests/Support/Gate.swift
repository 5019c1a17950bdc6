import Isolates
import Synchronization

/// Stays shut until it is opened, once and for all.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

extension Gate {
    /// A function for scripts that opens it.
    var opener: Value {
        .function(
            "open",
            call: { [self] _ in
                open()
                return .undefined
            })
    }

    /// A function for scripts that waits until it is open.
    var waiter: Value {
        .function(
            "wait",
            call: { [self] _ in
                await wait()
                return .undefined
            })
    }
}
