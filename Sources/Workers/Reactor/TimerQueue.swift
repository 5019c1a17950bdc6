import HeapModule

/// Actions, ordered by the times at which they are due.
package struct TimerQueue: Sendable {
    /// Names a timer from `add` until it is due or removed.
    package struct Token: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private struct Entry: Comparable, Sendable {
        let time: UInt64
        let token: Token

        static func < (left: Entry, right: Entry) -> Bool { left.time < right.time }
    }

    private var heap = Heap<Entry>()
    private var actions: [Token: @Sendable () -> Void] = [:]
    private var nextNumber: UInt64 = 0

    package init() {}

    /// The time at which the next action is due, in nanoseconds of CLOCK_MONOTONIC; nil if there is none.
    package var earliest: UInt64? {
        mutating get {
            while let first = heap.min, actions[first.token] == nil { heap.removeMin() }
            return heap.min?.time
        }
    }

    package mutating func add(at time: UInt64, _ action: @escaping @Sendable () -> Void) -> Token {
        let token = Token(number: nextNumber)
        nextNumber += 1
        actions[token] = action
        heap.insert(Entry(time: time, token: token))
        return token
    }

    /// - Returns: the action, which a caller that holds a lock releases after unlocking; nil if it was due or removed
    ///   before.
    /// - Complexity: O(1) on average: entries of removed timers are removed from the heap when they outnumber the
    ///   others.
    package mutating func remove(_ token: Token) -> (@Sendable () -> Void)? {
        guard let action = actions.removeValue(forKey: token) else { return nil }
        if heap.count > 2 * actions.count + 64 { heap = Heap(heap.unordered.filter { actions[$0.token] != nil }) }
        return action
    }

    /// Removes the actions that are due, the earliest first.
    ///
    /// - Parameter limit: how many at most.
    package mutating func removeDue(at now: UInt64, limit: Int = .max) -> [@Sendable () -> Void] {
        var due: [@Sendable () -> Void] = []
        while due.count < limit, let time = earliest, time <= now {
            due.append(actions.removeValue(forKey: heap.removeMin().token)!)
        }
        return due
    }
}
