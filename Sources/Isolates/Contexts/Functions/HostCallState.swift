/// The calls that a context's scripts have made and that were not answered. It does nothing by itself: each change
/// returns what is to be done.
struct HostCallState<Work: Sendable>: Sendable {
    private struct Call: Sendable {
        /// Which call it is, of those of its context's.
        let id: Int
        /// What answers it; nil until it has begun.
        var work: Work?
    }

    let maximumCalls: Int
    let maximumBytes: Int
    private var calls: [Int: Call] = [:]
    /// Of all calls that have not ended, undone ones included.
    private(set) var bytes = 0
    private var lastNumber = 0
    private var isOver = false

    init(maximumCalls: Int, maximumBytes: Int) {
        self.maximumCalls = maximumCalls
        self.maximumBytes = maximumBytes
    }

    var isFull: Bool { calls.count >= maximumCalls || bytes >= maximumBytes }

    /// - Parameter id: which call it is, of those of its context's.
    /// - Returns: the number that names it until it has ended; nil where it is not to be answered.
    mutating func begin(_ id: Int, size: Int) -> Int? {
        guard !isOver else { return nil }
        lastNumber += 1
        bytes += size
        calls[lastNumber] = Call(id: id)
        return lastNumber
    }

    /// Keeps what answers a call.
    ///
    /// - Returns: whether somebody still waits for it.
    mutating func keep(_ work: Work, of number: Int) -> Bool {
        calls[number]?.work = work
        return isWanted(number)
    }

    /// Whether somebody still waits for a call.
    func isWanted(_ number: Int) -> Bool {
        calls[number] != nil && !isOver
    }

    /// A call has ended.
    ///
    /// - Returns: whether it was full and is no more, and what is to be let go of.
    mutating func end(_ number: Int, size: Int) -> (hasRoom: Bool, work: Work?) {
        let wasFull = isFull
        let call = calls.removeValue(forKey: number)
        bytes -= size
        return (wasFull && !isFull, call?.work)
    }

    /// Nobody waits for any call any more, nor will.
    ///
    /// - Returns: what is to be cancelled.
    mutating func close() -> [Work] {
        isOver = true
        return calls.values.compactMap(\.work)
    }

    /// Nobody waits for the calls after `lastCall` any more.
    ///
    /// - Returns: whether it was full and is no more, what is to be cancelled, and what goes on.
    mutating func undo(after lastCall: Int) -> (hasRoom: Bool, undone: [Work], kept: [Work]) {
        let wasFull = isFull
        let undone = calls.filter { $0.value.id > lastCall }
        for number in undone.keys { calls[number] = nil }
        return (wasFull && !isFull, undone.values.compactMap(\.work), calls.values.compactMap(\.work))
    }
}
