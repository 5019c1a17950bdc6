import CLinux
import Glibc
import Wire

extension WorkerProcess {
    /// The most that is read in one go, in bytes. A worker that writes as fast as it is read must not occupy the
    /// reactor, which serves every deadline. This is more than a pipe can be made to hold without privileges, so
    /// whatever was in the pipe when reading began is read.
    private static let bytesAtATime = 1 << 20
    /// The most that one call reads, in bytes.
    private static let longestRead = 1 << 16

    /// Reads what the pipe holds now. If another thread is reading, that thread does it.
    ///
    /// - Parameter arms: whether the reactor has to report when there is more. A caller that polls arranges that
    ///   itself.
    func read(arms: Bool = true) {
        if state.withLock({ $0.beginReading() }) { readOn(arms: arms) }
    }

    /// Reads, as the one thread that reads from this worker.
    func readOn(arms: Bool = true) {
        while true {
            readWhatIsThere()
            let isFull = isFull
            let (rest, actions) = state.withLock { [now = System.now()] in $0.rest(isFull: isFull, at: now) }
            perform(actions)
            switch rest {
            case .readOn: continue
            case .done(let next):
                if arms { expectMore(next) }
                // If the delegate made room before reading ended, nothing has resumed reading.
                if isFull, !self.isFull { resumeReading() }
                return
            }
        }
    }

    private func expectMore(_ next: WorkerState.Next) {
        switch next {
        case .onDemand: break
        case .whenThere: pipes.armOutput()
        case .afterPause: reactor.schedule(after: ConsoleBurst.pause) { [self] in read() }
        }
    }

    /// Whether the delegate has to catch up before more is read. The worker's first message is read in any case,
    /// because a worker without a context has no delegate that would resume reading.
    private var isFull: Bool {
        state.withLock { $0.hasBegun && !$0.readsPastFullness } && assignment.delegate?.isFull == true
    }

    /// Makes the reactor read, if a message is expected and no thread is reading.
    package func resumeReading() {
        if state.withLock({ $0.awaitsReplies }) { pipes.armOutput() }
    }

    private func readWhatIsThere() {
        var taken = 0
        while taken < Self.bytesAtATime, !isFull, let count = readOnce(), count > 0 { taken += count }
    }

    /// - Returns: how many bytes were read; nil if there is nothing more for now.
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

    /// The most that is read from a worker that has ended, in bytes: what a pipe holds (pipe(7)), with some margin. A
    /// worker that was killed may still write for a moment.
    private static let lastBytes = 1 << 17

    /// Reads the last events of a worker that has ended, even if the handlers have not caught up.
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

    /// Finishes the end of a worker that is being killed. Its delegate learns of the end before the callers of its
    /// requests continue.
    func finishEnding(_ end: WorkerEnd) {
        // After a message that broke the protocol, the rest cannot be interpreted.
        if case .violation = end {} else { takeLastEvents() }
        // Before a replacement is made, which needs as many descriptors.
        pipes.close()
        dropMeasures()
        let isRolledBack = closeAssignment().delegate?.worker(self, ended: end) ?? false
        // Only now, when its replacement has been counted.
        unassign()
        let remains = state.withLock { $0.finish(end, isRolledBack: isRolledBack) }
        perform(remains.actions)
    }

    /// The zygote usually reports at once how a worker ended. If it cannot, the requests have to end all the same.
    func expectExitReport() {
        reactor.schedule(after: 2_000_000_000) { [self] in expire(nil, .crashed(signal: nil, exitStatus: nil)) }
    }
}
