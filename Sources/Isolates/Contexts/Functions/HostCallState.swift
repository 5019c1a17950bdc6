/// The unanswered host calls of a context's scripts. A state machine: its methods return the actions for the caller.
struct HostCallState<Work: Sendable>: Sendable {
    private struct Call: Sendable {
        /// The call's number among the calls of its context.
        let id: Int
        /// The work that answers the call; nil until it has begun.
        var work: Work?
    }

    let maximumCalls: Int
    let maximumBytes: Int
    private var calls: [Int: Call] = [:]
    /// Bytes of all calls that have not ended, including undone ones.
    private(set) var bytes = 0
    private var lastNumber = 0
    private var isOver = false

    init(maximumCalls: Int, maximumBytes: Int) {
        self.maximumCalls = maximumCalls
        self.maximumBytes = maximumBytes
    }

    var isFull: Bool { calls.count >= maximumCalls || bytes >= maximumBytes }

    /// - Parameter id: the call's number among the calls of its context. After a rollback, such a number may be used
    ///   again.
    /// - Returns: a unique number for the call until it has ended; nil if the call must not be answered.
    mutating func begin(_ id: Int, size: Int) -> Int? {
        guard !isOver else { return nil }
        lastNumber += 1
        bytes += size
        calls[lastNumber] = Call(id: id)
        return lastNumber
    }

    /// Keeps the work that answers a call.
    ///
    /// - Returns: whether its answer is still wanted.
    mutating func keep(_ work: Work, of number: Int) -> Bool {
        calls[number]?.work = work
        return isWanted(number)
    }

    /// Whether a call's answer is still wanted.
    func isWanted(_ number: Int) -> Bool {
        calls[number] != nil && !isOver
    }

    /// A call has ended.
    ///
    /// - Returns: whether the state was full and no longer is, and the work, which the caller releases.
    mutating func end(_ number: Int, size: Int) -> (hasRoom: Bool, work: Work?) {
        let wasFull = isFull
        let call = calls.removeValue(forKey: number)
        bytes -= size
        return (wasFull && !isFull, call?.work)
    }

    /// No answer is wanted any more, now or later.
    ///
    /// - Returns: the work to cancel.
    mutating func close() -> [Work] {
        isOver = true
        return calls.values.compactMap(\.work)
    }

    /// Answers to calls after `lastCall` are no longer wanted.
    ///
    /// - Returns: whether the state was full and no longer is, the work to cancel, and the work that goes on.
    mutating func undo(after lastCall: Int) -> (hasRoom: Bool, undone: [Work], kept: [Work]) {
        let wasFull = isFull
        let undone = calls.filter { $0.value.id > lastCall }
        for number in undone.keys { calls[number] = nil }
        return (wasFull && !isFull, undone.values.compactMap(\.work), calls.values.compactMap(\.work))
    }
}
