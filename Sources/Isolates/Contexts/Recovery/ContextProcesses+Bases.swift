import Wire
import Workers

extension ContextProcesses {
    /// Makes a new base of the worker. The answer to the request waits for it, because the changes do not fit in the
    /// log of the current base.
    func makeBase(of worker: WorkerProcess, for request: Int, _ context: String, _ telemetry: Telemetry) {
        guard commits else { return worker.end(.violation("it needs a base, which its context has not")) }
        promoteNextBase(worker.progress)
        guard state.withLock({ $0.beginBase(of: worker, for: request) }) else {
            // The worker no longer serves the context, and is being ended.
            return
        }
        if admission.tryAdmitCopy() { return makeAdmittedBase(of: worker, for: request, context, telemetry) }
        // There is no place for another copy, so the current checkpoint gives up its own. It is not needed once the
        // request has been answered.
        dropCopy()
        if admission.tryAdmitCopy() { return makeAdmittedBase(of: worker, for: request, context, telemetry) }
        Task {
            do throws(ForkFailure) {
                try await admission.admitCopy()
                makeAdmittedBase(of: worker, for: request, context, telemetry)
            } catch {
                worker.refuseBase(for: request) { [self] in
                    end(.failed(reason: error.reason), of: worker, for: request, context, telemetry)
                }
            }
        }
    }

    private func makeAdmittedBase(
        of worker: WorkerProcess, for request: Int, _ context: String, _ telemetry: Telemetry
    ) {
        // From now on the base itself counts, and the reserved place is not needed.
        defer { admission.endReservation() }
        do throws(SystemError) {
            let start = try WorkerProcess.make(zygote: worker.zygote, assignment: worker.assignmentOfCopy, isBase: true)
            let progress = worker.progress
            let base = RecoveryState.Copy(
                worker: start.worker, lastCall: progress.lastCall, answeredChanges: progress.answeredChanges,
                commit: request)
            worker.makeBase(start, for: request) { [self] failure in
                let next = failure.map { RecoveryState.NextBase.failed(reason: $0.reason) } ?? .made(base)
                end(next, of: worker, for: request, context, telemetry)
            }
        } catch {
            let reason = "there are no descriptors for a copy of the worker: \(error)"
            worker.refuseBase(for: request) { [self] in
                end(.failed(reason: reason), of: worker, for: request, context, telemetry)
            }
        }
    }

    /// Notes that the base was made, or why it was not.
    private func end(
        _ next: RecoveryState.NextBase, of worker: WorkerProcess, for request: Int, _ context: String,
        _ telemetry: Telemetry
    ) {
        let (isKept, isNews) = state.withLock { state in
            let isNews = if case .failed(let reason) = next { state.isNews(reason) } else { false }
            return (state.endBase(next, of: worker, for: request), isNews)
        }
        switch next {
        case .made(let base):
            guard isKept else { return base.worker.end(.disposed(reason: "its original is gone")) }
            // It may have ended before the state knew it.
            if let end = base.worker.end {
                _ = state.withLock { $0.ended(base.worker, end, usage: nil, next: nil) }
            }
        case .failed(let reason):
            if isKept, isNews { telemetry.checkpointUnavailable(context, reason: reason) }
        }
        // The answer may have arrived before this.
        promoteNextBase(worker.progress)
    }

    /// Makes the new base the checkpoint once the answer that waited for it has arrived, and ends the base before it.
    func promoteNextBase(_ progress: WorkerProgress) {
        let dropped = state.withLock { $0.promoteNextBase(progress) }
        dropped.copy?.end(.disposed(reason: "the context has changed"))
    }

    /// Ends the process that is the checkpoint, if there is one.
    private func dropCopy() {
        let dropped = state.withLock { $0.checkpoint.copy == nil ? .none : $0.dropCheckpoint() }
        dropped.copy?.end(.disposed(reason: "there is no place for it beside the next one"))
    }
}
