import Wire
import Workers

/// The processes of one context, and how it continues if its worker is killed. The state has no side effects: each
/// change returns what the caller has to do, and the objects that the caller has to release.
struct RecoveryState: Sendable {
    enum Checkpoint: Sendable {
        case none
        /// Nothing has changed the context since it was made. It can be made again, and needs no copy.
        case recipe(Recipe)
        case ready(Copy)
        case unavailable(reason: String)

        /// The checkpoint's process; nil if it has none.
        var copy: WorkerProcess? {
            if case .ready(let copy) = self { copy.worker } else { nil }
        }
    }

    /// How a context was made.
    struct Recipe: Sendable {
        /// The longest sandbox that a recipe keeps, in bytes of JSON.
        static let longest = 1 << 16

        let source: any WorkerSource
        /// Those of the source; nil if there are none any more.
        let spareWorkers: @Sendable () -> (any SpareWorkers)?
        /// The scripts that every worker of the source knows.
        let scripts: Set<Int>
        let configure: @Sendable (_ id: Int) -> [UInt8]
    }

    /// A copy of the worker.
    struct Copy: Sendable {
        let worker: WorkerProcess
        /// The last host call that the copy knows of.
        var lastCall: Int
        /// The worker's `answeredChanges` when the copy was made. Once the worker has answered more, the copy is out of
        /// date, even if nobody has noticed yet. A base never gets out of date.
        let answeredChanges: Int
        /// The commit that a base goes back to; nil for a copy that continues from where it was made.
        var commit: Int?
    }

    /// The outcome of making the base that an answer waits for.
    enum NextBase: Sendable {
        case made(Copy)
        case failed(reason: String)
    }

    /// What the worker was sent after its checkpoint was made, or after its last commit. The checkpoint does not know
    /// it.
    struct SinceCheckpoint: Sendable {
        var scripts: [Int] = []
        var released: [String] = []
        var answers: [LateAnswer] = []
    }

    /// How often in a row an unchanged context is made again if its new workers do not even begin.
    static let mostRepeats = 3

    let recovery: Recovery
    /// Whether the worker commits before it answers, so that its checkpoint is a base.
    let commits: Bool
    private(set) var worker: WorkerProcess
    private(set) var checkpoint = Checkpoint.none
    /// The base that becomes the checkpoint once that request is answered. `base` is nil while the base is being made.
    private(set) var next: (request: Int, base: NextBase?)?
    /// Why the context is gone; nil while it is alive.
    private(set) var end: WorkerEnd?
    /// Whether `ended` has reported the end.
    private var hasReportedEnd = false
    /// How often the context was rolled back.
    private(set) var rollbacks = 0
    /// Why the last attempt at a checkpoint failed; nil if it succeeded.
    private var obstacle: String?
    /// What the workers used that were killed and replaced.
    private(set) var past = PastUsage()
    /// Counts the changes of the context.
    private(set) var revision = 0
    private var isTimerSet = false
    /// Scripts that the worker knows.
    private(set) var scripts: Set<Int> = []
    private(set) var sinceCheckpoint = SinceCheckpoint()
    /// How many workers in a row were made again and did not begin.
    private var repeats = 0

    init(_ worker: WorkerProcess, _ recovery: Recovery, commits: Bool = false) {
        self.worker = worker
        self.recovery = recovery
        self.commits = commits && recovery == .rollback
    }
}

// MARK: - Checkpoints

extension RecoveryState {
    var checkpointState: CheckpointState {
        guard recovery == .rollback else { return .off }
        return switch checkpoint {
        case .recipe: .ready
        case .ready: commits || sinceCheckpoint.answers.isEmpty ? .ready : .pending
        case .none: .pending
        case .unavailable(let reason): .unavailable(reason: reason)
        }
    }

    /// The context has just been made. Until it changes, it can be made again.
    ///
    /// - Returns: the checkpoint that is released.
    mutating func keep(_ recipe: Recipe) -> Checkpoint {
        guard recovery == .rollback, end == nil else { return .recipe(recipe) }
        defer { checkpoint = .recipe(recipe) }
        return checkpoint
    }

    /// Why the context is gone, for later requests; nil while it is alive.
    var reasonOfDisposal: String? {
        guard let end else { return nil }
        guard recovery == .rollback, end.canBeUndone, case .unavailable(let reason) = checkpoint else {
            return end.reasonOfDisposal
        }
        return "\(end.reasonOfDisposal); no checkpoint of it could be made: \(reason)"
    }

    /// A checkpoint of the worker is about to be made.
    ///
    /// - Returns: the worker, and the old checkpoint, which is now useless.
    mutating func beginCheckpoint() -> (original: WorkerProcess, dropped: Checkpoint) {
        sinceCheckpoint.answers.removeAll(where: \.isHandled)
        sinceCheckpoint.scripts = []
        sinceCheckpoint.released = []
        return (worker, dropCheckpoint())
    }

    /// - Returns: whether the copy has become the context's checkpoint.
    mutating func made(_ copy: Copy, of original: WorkerProcess) -> Bool {
        guard worker === original, end == nil else { return false }
        checkpoint = .ready(copy)
        obstacle = nil
        return true
    }

    /// - Returns: whether this reason differs from that of the last attempt.
    mutating func failed(_ reason: String, of original: WorkerProcess) -> Bool {
        guard worker === original else { return false }
        checkpoint = .unavailable(reason: reason)
        defer { obstacle = reason }
        return obstacle != reason
    }

    /// - Returns: what was the checkpoint; where that is a process, it is to be ended.
    mutating func dropCheckpoint() -> Checkpoint {
        defer { checkpoint = .none }
        return checkpoint
    }

    /// The context has changed.
    ///
    /// - Parameter progress: the worker's.
    /// - Returns: the checkpoint that is now useless, and whether the caller has to set the timer of the next one.
    mutating func changed(_ progress: WorkerProgress) -> (dropped: Checkpoint, setsTimer: Bool) {
        guard recovery == .rollback else { return (.none, false) }
        revision += 1
        repeats = 0
        defer { isTimerSet = true }
        return (commits ? committed(progress) : dropCheckpoint(), !isTimerSet)
    }

    /// The timer of the next checkpoint is due.
    ///
    /// - Parameter since: `revision` at the time the timer was set.
    /// - Returns: whether the context has been idle since; nil if it is gone.
    mutating func timerIsDue(since: Int) -> Bool? {
        guard end == nil else { return nil }
        if revision == since { isTimerSet = false }
        return revision == since
    }
}

// MARK: - Bases

extension RecoveryState {
    /// The answer to a request waits for a base.
    ///
    /// - Returns: whether the worker is to make one.
    mutating func beginBase(of worker: WorkerProcess, for request: Int) -> Bool {
        guard commits, self.worker === worker, end == nil, next == nil else { return false }
        next = (request, nil)
        return true
    }

    /// - Returns: whether the context still waits for that base.
    mutating func endBase(_ base: NextBase, of worker: WorkerProcess, for request: Int) -> Bool {
        guard self.worker === worker, end == nil, next?.request == request else { return false }
        next = (request, base)
        return true
    }

    /// If the answer that waited for a base has arrived, that base becomes the checkpoint.
    ///
    /// - Returns: the checkpoint before. If it is a process, the caller has to end it.
    mutating func promoteNextBase(_ progress: WorkerProgress) -> Checkpoint {
        guard let base = next?.base, next?.request == progress.lastBase else { return .none }
        next = nil
        defer {
            switch base {
            case .made(let copy):
                checkpoint = .ready(copy)
                obstacle = nil
            case .failed(let reason):
                checkpoint = .unavailable(reason: reason)
                obstacle = reason
            }
        }
        return checkpoint
    }

    /// - Returns: what was the checkpoint; where that is a process, it is to be ended.
    private mutating func committed(_ progress: WorkerProgress) -> Checkpoint {
        sinceCheckpoint.answers.removeAll(where: \.isHandled)
        sinceCheckpoint.scripts = []
        sinceCheckpoint.released = []
        let dropped = promoteNextBase(progress)
        // The context has changed, so the recipe no longer counts. If a base is being made, it replaces the recipe
        // soon.
        if case .recipe = checkpoint, next == nil { return dropCheckpoint() }
        return dropped
    }

    /// - Returns: the base that is no longer needed. The caller has to end it.
    mutating func takeNextBase() -> WorkerProcess? {
        defer { next = nil }
        if case .made(let copy)? = next?.base { return copy.worker }
        return nil
    }

    /// Whether this reason differs from that of the last failed attempt, so that it should be reported.
    func isNews(_ reason: String) -> Bool { obstacle != reason }
}

// MARK: - What the worker was told

extension RecoveryState {
    /// Notes that the worker knows a script. Returns whether it did not know it before.
    mutating func define(_ script: Int) -> Bool {
        guard scripts.insert(script).inserted else { return false }
        sinceCheckpoint.scripts.append(script)
        return true
    }

    /// The worker is a copy of another context's worker, and knows the same scripts.
    mutating func learn(_ others: Set<Int>) {
        scripts = others
    }

    /// - Returns: the worker that is to forget the handle.
    mutating func release(_ handle: String) -> WorkerProcess {
        // If a copy is being made, it may be made before the worker reads this.
        if recovery == .rollback { sinceCheckpoint.released.append(handle) }
        return worker
    }

    /// Keeps an answer that the checkpoint does not know, and returns the worker that is to get it.
    mutating func noteLateAnswer(_ answer: LateAnswer) -> WorkerProcess {
        sinceCheckpoint.answers.append(answer)
        return worker
    }
}

// MARK: - The end of a worker

extension RecoveryState {
    /// How the context may continue.
    enum Way: Sendable {
        case copy(Copy)
        case recipe(Recipe)
    }

    /// How the context continues if its worker ends like this; nil if it cannot.
    ///
    /// - Parameter progress: the worker's. `promoteNextBase` must have been called with it.
    func way(_ ended: WorkerProcess, _ end: WorkerEnd, _ progress: WorkerProgress) -> Way? {
        guard ended === worker, self.end == nil else { return nil }
        switch checkpoint {
        case .ready(let copy) where end.canBeUndone: return upToDate(copy, progress).map { .copy($0) }
        case .recipe(let recipe)
        where progress.answeredChanges == 0 && (!commits || progress.lastCommit == nil)
            && (end.canBeUndone || (end.neverBegan && repeats < Self.mostRepeats)):
            return .recipe(recipe)
        default: return nil
        }
    }

    /// The copy, set to the worker's last commit if it is a base; nil if it is out of date.
    private func upToDate(_ copy: Copy, _ progress: WorkerProgress) -> Copy? {
        guard copy.commit != nil else { return copy.answeredChanges == progress.answeredChanges ? copy : nil }
        guard let lastCommit = progress.lastCommit else { return nil }
        var copy = copy
        copy.commit = lastCommit
        copy.lastCall = progress.lastCall
        return copy
    }

    /// What a worker's end means for its context.
    enum Consequence: Sendable {
        /// The process did not serve the context.
        case none
        case contextEnded(WorkerEnd, superfluous: Checkpoint)
        case rolledBack(Rollback)
    }

    /// How a context continues.
    struct Rollback: Sendable {
        let worker: WorkerProcess
        /// How many rollbacks there have been, including this one.
        let number: Int
        /// The last host call that the context knows of. Later ones were undone.
        let lastCall: Int
        let released: [String]
        /// Answers that arrived during the undone run, to calls that were made before it.
        let answers: [LateAnswer]
        /// The worker that was replaced. The caller may hold its last reference, which must not be released under the
        /// lock.
        fileprivate let last: WorkerProcess
    }

    /// The context is gone from now on, even if its process still exists.
    mutating func close(_ end: WorkerEnd) {
        if self.end == nil { self.end = end }
    }

    /// A process of the context has ended.
    ///
    /// - Parameters:
    ///   - usage: what the process had used.
    ///   - next: the copy that was prepared to take over; nil for none.
    mutating func ended(
        _ ended: WorkerProcess, _ end: WorkerEnd, usage: ProcessUsage?, next: Copy?
    ) -> Consequence {
        guard ended === worker else {
            // It was the checkpoint, or a copy that never became it.
            if checkpoint.copy === ended { checkpoint = .none }
            if case .made(let copy)? = self.next?.base, copy.worker === ended {
                self.next!.base = .failed(reason: end.description)
            }
            return .none
        }
        guard !hasReportedEnd else { return .none }
        if let next, self.end == nil {
            past.add(usage)
            return .rolledBack(goOn(with: next, end))
        }
        close(end)
        hasReportedEnd = true
        // Later errors still mention why there was no checkpoint.
        if case .unavailable = checkpoint { return .contextEnded(self.end!, superfluous: .none) }
        return .contextEnded(self.end!, superfluous: dropCheckpoint())
    }

    private mutating func goOn(with next: Copy, _ end: WorkerEnd) -> Rollback {
        let since = sinceCheckpoint
        let last = worker
        worker = next.worker
        rollbacks += 1
        revision += 1
        switch checkpoint {
        case .recipe(let recipe):
            scripts = recipe.scripts
            repeats = end.neverBegan ? repeats + 1 : 0
        default:
            checkpoint = .none
            scripts.subtract(since.scripts)
        }
        sinceCheckpoint = SinceCheckpoint()
        return Rollback(
            worker: next.worker, number: rollbacks, lastCall: next.lastCall, released: since.released,
            answers: since.answers.filter { $0.call <= next.lastCall }, last: last)
    }
}

extension WorkerEnd {
    /// Whether the context may continue from its checkpoint.
    fileprivate var canBeUndone: Bool {
        switch self {
        case .timeout, .cpuTimeout, .interrupted, .memoryLimit, .crashed, .violation: true
        case .disposed, .unavailable, .silent: false
        }
    }

    /// Whether there was no process, or one that never said anything.
    fileprivate var neverBegan: Bool {
        switch self {
        case .unavailable, .silent: true
        default: false
        }
    }
}
