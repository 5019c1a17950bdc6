import Wire
import Workers

extension Context {
    /// Settles the promise that a script got for an asynchronous host call. The script's reactions may do any amount of
    /// work, so the limits of the context's last run apply.
    func give(_ answer: LateAnswer) async {
        switch await queue.acquireForAnswer() {
        case .refused: break
        case .hasTurn:
            await giveAlone(answer)
            queue.release()
        case .isAwaited:
            // The current run's limits cover the answer, too. If that run is undone, the answer must be sent again.
            let worker = processes.state.withLock { $0.noteLateAnswer(answer) }
            if case .success = await send(answer, to: worker, ExchangeLimits()) { answer.markHandled() }
        }
    }

    private func giveAlone(_ answer: LateAnswer) async {
        guard case .failure(let failure) = await giveWithCheckpoint(answer), failure.isRolledBack else { return }
        // The rollback made the promise pending again. If the rejection also gets the worker killed, the promise stays
        // pending.
        let message = "The worker was killed while it dealt with the answer: \(failure.end.description)"
        _ = await giveWithCheckpoint(answer.failed(message))
    }

    private func giveWithCheckpoint(_ answer: LateAnswer) async -> WorkerProcess.Answer {
        await processes.makeCheckpoint(of: self)
        var limits = limitsOfLastRun
        limits.changesContext = true
        let ended = await send(answer, to: processes.worker, limits)
        if case .success = ended { processes.contextChanged(self) }
        return ended
    }

    private func send(
        _ answer: LateAnswer, to worker: WorkerProcess, _ limits: ExchangeLimits
    ) async -> WorkerProcess.Answer {
        var limits = limits
        // The task may be cancelled together with the host call, which the script may have forgotten long ago.
        limits.isCancellable = false
        limits.commit = .request
        return await worker.exchange(limits: limits) {
            Request.answer(id: $0, call: answer.call, answer.answer).frame()
        }
    }
}
