import Wire

extension Context {
    /// Gives a script the answer that it has a promise of. What that sets off may be any amount of work; it is bounded
    /// as the run was that began last.
    func give(_ answer: LateAnswer) async {
        // While something is under way it may be what waits for this answer; and the answer must outlive it, should it
        // be undone.
        guard queue.tryAcquire() else {
            let worker = processes.noteLate(answer)
            if case .success = await send(answer, to: worker) { answer.settled() }
            return
        }
        defer { queue.release() }
        await processes.makeCheckpoint(of: self)
        let ended = await send(answer, to: processes.worker, changesContext: true)
        guard case .failure(let failure) = ended else { return processes.changed(in: self) }
        guard failure.isRolledBack else { return }
        // The promise is pending again.
        let message = "The worker was killed while it dealt with the answer: \(VMError(failure.end).message)"
        if case .success = await send(answer.failed(message), to: processes.worker, changesContext: true) {
            processes.changed(in: self)
        }
    }

    private func send(
        _ answer: LateAnswer, to worker: WorkerProcess, changesContext: Bool = false
    ) async -> WorkerProcess.Answer {
        var limits = limitsOfLastRun
        limits.changesContext = changesContext
        return await worker.exchange(limits: limits) {
            Request.answer(id: $0, call: answer.call, answer.answer).frame()
        }
    }
}

extension ContextProcesses {
    /// Keeps an answer that the checkpoint at hand does not know, and gives the worker that is to have it.
    fileprivate func noteLate(_ answer: LateAnswer) -> WorkerProcess {
        state.withLock { state in
            state.sinceCheckpoint.answers.append(answer)
            return state.worker
        }
    }
}
