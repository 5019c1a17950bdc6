import CLinux
import Glibc
import Wire

extension WorkerProcess {
    /// The most that is taken at a time, in bytes: a worker that writes as fast as it is read must not keep the
    /// reactor, which holds every deadline, to itself. More than a pipe can be made to hold without privileges, so that
    /// what was there when reading began is read.
    private static let bytesAtATime = 1 << 20
    /// The most that is read by one call, in bytes.
    private static let longestRead = 1 << 16

    /// Takes what the pipe holds now. Where another thread reads, that does it.
    ///
    /// - Parameter arms: whether the reactor is to tell when there is more. Whoever polls sees to that in the end.
    func read(arms: Bool = true) {
        if state.withLock({ $0.beginReading() }) { readOn(arms: arms) }
    }

    /// Reads, for the one whose turn it is.
    func readOn(arms: Bool = true) {
        while true {
            readWhatIsThere()
            let isFull = isFull
            let (rest, actions) = state.withLock { $0.rest(isFull: isFull) }
            perform(actions)
            switch rest {
            case .readOn: continue
            case .done(let expectsMore):
                if expectsMore, arms { pipes.armOutput() }
                // Room that was made before reading ended woke nobody.
                if isFull, !self.isFull { resumeReading() }
                return
            }
        }
    }

    /// Whether those who are told have to catch up first. That a worker is there is read whatever they do: nobody else
    /// would wake it, as long as it serves no context.
    private var isFull: Bool {
        state.withLock { $0.hasBegun && !$0.readsPastFullness } && assignment.delegate?.isFull == true
    }

    /// Has the reactor read what comes, where something is to come and nobody reads.
    package func resumeReading() {
        if state.withLock({ $0.awaitsReplies }) { pipes.armOutput() }
    }

    private func readWhatIsThere() {
        var taken = 0
        while taken < Self.bytesAtATime, !isFull, let count = readOnce(), count > 0 { taken += count }
    }

    /// - Returns: how many bytes came; nil where nothing more is to be expected now.
    private func readOnce() -> Int? {
        let missing = state.withLock { $0.life == .alive && !$0.isOutputAtEnd ? $0.missingCount : nil }
        guard let missing, let output = pipes.output else { return nil }
        let wanted = min(max(missing, 1 << 12), Self.longestRead)
        return withUnsafeTemporaryAllocation(byteCount: wanted, alignment: 16) { buffer in
            do {
                switch try System.read(output.number, into: buffer) {
                case .bytes(let count):
                    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                    perform(state.withLock { $0.take(bytes, at: System.now()) })
                    return count < wanted ? nil : count
                case .end: perform(state.withLock { $0.reachedEnd() })
                case .wouldBlock: break
                }
            } catch {
                perform(state.withLock { $0.begin(.violation("\(error)")) })
            }
            return nil
        }
    }

    /// The most that is taken of a worker that is at its end, in bytes: what a pipe holds (pipe(7)), with some to
    /// spare. A worker that was killed may still write for a moment.
    private static let lastBytes = 1 << 17

    /// Takes what a worker that is at its end has told, whether or not the handlers have caught up.
    private func takeLastEvents() {
        guard let output = pipes.output else { return }
        withUnsafeTemporaryAllocation(byteCount: Self.longestRead, alignment: 16) { buffer in
            var taken = 0
            while taken < Self.lastBytes, case .bytes(let count)? = try? System.read(output.number, into: buffer) {
                taken += count
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                perform(state.withLock { $0.take(bytes, at: 0) })
            }
        }
    }

    /// Does what is left to do for a worker that is being killed: those whose it is learn of it before anybody whose
    /// request it ended goes on.
    func finishEnding(_ end: WorkerEnd) {
        // Behind what broke the protocol nothing can be told apart any more.
        if case .violation = end {} else { takeLastEvents() }
        // Before anything is made in its place, which needs as many descriptors.
        pipes.close()
        dropMeasures()
        let isRolledBack = closeAssignment().delegate?.worker(self, ended: end) ?? false
        // Not before whatever goes on in its place is counted.
        unassign()
        let remains = state.withLock { $0.finish(end, isRolledBack: isRolledBack) }
        perform(remains.actions)
    }

    /// The zygote tells how a worker ended, usually at once. Where it can't, the requests must end all the same.
    func expectExitReport() {
        reactor.schedule(after: 2_000_000_000) { [self] in expire(nil, .crashed(signal: nil, exitStatus: nil)) }
    }
}
