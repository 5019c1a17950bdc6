/// The processes of a zygote that are to be killed, and how many of them may die at once. A state machine: its methods
/// return what the caller does with the processes. It knows a process by its worker's number and by an opaque value.
///
/// A process that dies needs a processor for about a millisecond, since its memory is taken apart, and it waits for its
/// turn as if it still ran its script. Where a thousand die at once, everybody else waits for a second. So only some
/// do; the others are stopped meanwhile, which takes a few microseconds each.
struct KillQueue<Process: Sendable>: Sendable {
    /// How many processes die at once, apart from those that can't wait.
    let limit: Int
    private var dying: Set<Int> = []
    private var stopped: [Int: Process] = [:]
    /// The numbers of the stopped processes in the order of their turns. Some may have ended already.
    private var turns: ArraySlice<Int> = []

    init(limit: Int) {
        self.limit = limit
    }

    enum Verdict {
        case kill
        /// Stop it. `ended` returns it when its turn has come.
        case stop
    }

    /// A process is to be killed.
    ///
    /// - Parameter isUrgent: whether it dies at once, however many do.
    mutating func kill(_ process: Process, number: Int, isUrgent: Bool) -> Verdict {
        guard isUrgent || dying.count < limit else {
            stopped[number] = process
            turns.append(number)
            return .stop
        }
        dying.insert(number)
        return .kill
    }

    /// A process has ended, whether or not it was killed.
    ///
    /// - Returns: the stopped process whose turn to be killed has come, if there is one, and the process that has
    ///   ended, if it was stopped.
    mutating func ended(_ number: Int) -> (next: Process?, ended: Process?) {
        dying.remove(number)
        let ended = stopped.removeValue(forKey: number)
        while dying.count < limit, let number = turns.popFirst() {
            guard let next = stopped.removeValue(forKey: number) else { continue }
            dying.insert(number)
            return (next, ended)
        }
        return (nil, ended)
    }

    /// Nobody reports ends any more.
    ///
    /// - Returns: the processes that are stopped, which are to be killed now.
    mutating func close() -> [Process] {
        defer { (dying, stopped, turns) = ([], [:], []) }
        return Array(stopped.values)
    }
}
