import Wire
import Workers

/// The processes of one context, and what it goes on with should the one that serves it be killed. It does nothing by
/// itself: each change returns what is to be done, and what is to be let go of.
struct RecoveryState: Sendable {
    enum Checkpoint: Sendable {
        case none
        /// Nothing has changed the context since it was made: it can be made again, and needs no copy.
        case recipe(Recipe)
        case ready(Copy)
        case unavailable(reason: String)

        /// The process that it is; nil where it is none.
        var copy: WorkerProcess? {
            if case .ready(let copy) = self { copy.worker } else { nil }
        }
    }

    /// What a context was made with.
    struct Recipe: Sendable {
        /// Longest sandbox that is kept for it, in bytes of JSON.
        static let longest = 1 << 16

        let source: any WorkerSource
        /// Scripts that every worker of the source knows.
        let scripts: Set<Int>
        let configure: @Sendable (_ id: Int) -> [UInt8]
    }

    /// A copy of the worker.
    struct Copy: Sendable {
        let worker: WorkerProcess
        /// The last host call that it knows of.
        var lastCall: Int
        /// The worker's `answeredChanges` when it was made. Past those it is out of date, though nobody may have said
        /// so yet. A base never is.
        let answeredChanges: Int
        /// The commit that it stands for, where it is a base; nil for a copy that stands as it was made.
        var commit: Int?
    }

    /// What came of the base that an answer has waited for.
    enum NextBase: Sendable {
        case made(Copy)
        case failed(reason: String)
    }

    /// What the worker was told since its checkpoint was made, or since its last commit, which the checkpoint does not
    /// know.
    struct SinceCheckpoint: Sendable {
        var scripts: [Int] = []
        var released: [String] = []
        var answers: [LateAnswer] = []
    }

    /// How often a context is made again that is as it was made, where its new worker did not even begin.
    static let mostRepeats = 3

    let recovery: Recovery
    /// Whether the worker commits before it answers, so that its checkpoint is a base.
    let commits: Bool
    private(set) var worker: WorkerProcess
    private(set) var checkpoint = Checkpoint.none
    /// The base that takes the checkpoint's place when that request is answered; nil while it is being made.
    private(set) var next: (request: Int, base: NextBase?)?
    /// Why the context is gone; nil while it is alive.
    private(set) var end: WorkerEnd?
    /// Whether those who ask were told of it.
    private var hasToldEnd = false
    /// How often the context was rolled back.
    private(set) var rollbacks = 0
    /// Why the last attempt at a checkpoint failed; nil where it did not.
    private var obstacle: String?
    /// What the workers used that were rolled back.
    private(set) var past = PastUsage()
    /// Counts the changes of the context.
    private(set) var revision = 0
    private var isTimerSet = false
    /// Scripts that the worker knows.
    private(set) var scripts: Set<Int> = []
    private(set) var sinceCheckpoint = SinceCheckpoint()
    /// How often in a row a worker was made again that did not begin.
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

    /// The context is as it was made: until it changes it can be made again.
    ///
    /// - Returns: what is let go of.
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

    /// A checkpoint is about to be made of the worker as it stands.
    ///
    /// - Returns: the worker, and what is of no use any more.
    mutating func beginCheckpoint() -> (original: WorkerProcess, dropped: Checkpoint) {
        sinceCheckpoint.answers.removeAll(where: \.isHandled)
        sinceCheckpoint.scripts = []
        sinceCheckpoint.released = []
        return (worker, dropCheckpoint())
    }

    /// - Returns: whether the copy is the context's checkpoint now.
    mutating func made(_ copy: Copy, of original: WorkerProcess) -> Bool {
        guard worker === original, end == nil else { return false }
        checkpoint = .ready(copy)
        obstacle = nil
        return true
    }

    /// - Returns: whether that is news.
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

    /// The context is another than before.
    ///
    /// - Parameter progress: the worker's.
    /// - Returns: the checkpoint that is of no use any more, and whether the caller sets the timer of the next one.
    mutating func changed(_ progress: WorkerProgress) -> (dropped: Checkpoint, setsTimer: Bool) {
        guard recovery == .rollback else { return (.none, false) }
        revision += 1
        repeats = 0
        defer { isTimerSet = true }
        return (commits ? committed(progress) : dropCheckpoint(), !isTimerSet)
    }

    /// The timer of the next checkpoint is due.
    ///
    /// - Parameter since: what `revision` was when it was set.
    /// - Returns: whether the context has rested; nil where it is gone.
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

    /// - Returns: whether somebody waits for that base.
    mutating func endBase(_ base: NextBase, of worker: WorkerProcess, for request: Int) -> Bool {
        guard self.worker === worker, end == nil, next?.request == request else { return false }
        next = (request, base)
        return true
    }

    /// What has been answered is what the context goes on from: by the base that the answer has waited for, if it has.
    ///
    /// - Returns: the checkpoint before; where that is a process, it is to be ended.
    mutating func settle(_ progress: WorkerProgress) -> Checkpoint {
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
        let dropped = settle(progress)
        // It can't be made again any more. Otherwise it is settled soon.
        if case .recipe = checkpoint, next == nil { return dropCheckpoint() }
        return dropped
    }

    /// - Returns: the base that takes nobody's place any more, and is to be ended.
    mutating func takeNextBase() -> WorkerProcess? {
        defer { next = nil }
        if case .made(let copy)? = next?.base { return copy.worker }
        return nil
    }

    /// Whether no reason like that was told for the checkpoint before.
    func isNews(_ reason: String) -> Bool { obstacle != reason }
}

// MARK: - What the worker was told

extension RecoveryState {
    /// Whether the worker is told of a script for the first time.
    mutating func define(_ script: Int) -> Bool {
        guard scripts.insert(script).inserted else { return false }
        sinceCheckpoint.scripts.append(script)
        return true
    }

    /// The worker is a copy of another context's, and knows what that knows.
    mutating func learn(_ others: Set<Int>) {
        scripts = others
    }

    /// - Returns: the worker that is to forget the handle.
    mutating func release(_ handle: String) -> WorkerProcess {
        // A copy that is being made may have been made before the worker reads this.
        if recovery == .rollback { sinceCheckpoint.released.append(handle) }
        return worker
    }

    /// Keeps an answer that the checkpoint at hand does not know, and gives the worker that is to have it.
    mutating func noteLateAnswer(_ answer: LateAnswer) -> WorkerProcess {
        sinceCheckpoint.answers.append(answer)
        return worker
    }
}

// MARK: - The end of a worker

extension RecoveryState {
    /// What the context may go on with.
    enum Way: Sendable {
        case copy(Copy)
        case recipe(Recipe)
    }

    /// By what the context would go on, were its worker to end like this.
    ///
    /// - Parameter progress: the worker's, by which the base was settled.
    func way(_ ended: WorkerProcess, _ end: WorkerEnd, _ progress: WorkerProgress) -> Way? {
        guard ended === worker, self.end == nil else { return nil }
        switch checkpoint {
        case .ready(let copy) where end.canBeUndone: return asItStands(copy, progress).map { .copy($0) }
        case .recipe(let recipe)
        where progress.answeredChanges == 0 && (!commits || progress.lastCommit == nil)
            && (end.canBeUndone || (end.neverBegan && repeats < Self.mostRepeats)):
            return .recipe(recipe)
        default: return nil
        }
    }

    /// The copy as it is to go on; nil where it is out of date.
    private func asItStands(_ copy: Copy, _ progress: WorkerProgress) -> Copy? {
        guard copy.commit != nil else { return copy.answeredChanges == progress.answeredChanges ? copy : nil }
        guard let lastCommit = progress.lastCommit else { return nil }
        var copy = copy
        copy.commit = lastCommit
        copy.lastCall = progress.lastCall
        return copy
    }

    /// What a worker's end means for its context.
    enum Consequence: Sendable {
        /// It was none that served it.
        case none
        case contextEnded(WorkerEnd, superfluous: Checkpoint)
        case rolledBack(Rollback)
    }

    /// How a context goes on.
    struct Rollback: Sendable {
        let worker: WorkerProcess
        /// How many there were with this one.
        let number: Int
        /// The last host call that the context knows of. Later ones were undone.
        let lastCall: Int
        let released: [String]
        /// Answers that came during the undone run, to calls that were made before it.
        let answers: [LateAnswer]
        /// What nobody refers to any more; kept until the caller has unlocked.
        fileprivate let last: WorkerProcess
    }

    /// The context is gone from now on, whenever its process is.
    mutating func close(_ end: WorkerEnd) {
        if self.end == nil { self.end = end }
    }

    /// A process of the context has ended.
    ///
    /// - Parameters:
    ///   - usage: what the process had used.
    ///   - next: what was prepared to go on with; nil for nothing.
    mutating func ended(
        _ ended: WorkerProcess, _ end: WorkerEnd, usage: ProcessUsage?, next: Copy?
    ) -> Consequence {
        guard ended === worker else {
            // The checkpoint, or a copy that was never one.
            if checkpoint.copy === ended { checkpoint = .none }
            if case .made(let copy)? = self.next?.base, copy.worker === ended {
                self.next!.base = .failed(reason: end.description)
            }
            return .none
        }
        guard !hasToldEnd else { return .none }
        if let next, self.end == nil {
            past.add(usage)
            return .rolledBack(goOn(with: next, end))
        }
        close(end)
        hasToldEnd = true
        // Why there was none is still asked for.
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
    /// Whether the context may go on as it stood before.
    fileprivate var canBeUndone: Bool {
        switch self {
        case .timeout, .cpuTimeout, .interrupted, .memoryLimit, .crashed, .violation: true
        case .disposed, .unavailable, .silent: false
        }
    }

    /// Whether there was no process, or one that did nothing.
    fileprivate var neverBegan: Bool {
        switch self {
        case .unavailable, .silent: true
        default: false
        }
    }
}
