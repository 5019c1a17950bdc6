import Wire
import Workers

extension Context {
    /// Gives a script the answer that it has a promise of. What that sets off may be any amount of work; it is bounded
    /// as the run was that began last.
    func give(_ answer: LateAnswer) async {
        switch await queue.acquireForAnswer() {
        case .refused: break
        case .hasTurn:
            await giveAlone(answer)
            queue.release()
        case .isAwaited:
            // The limits of the run under way hold for it, too; and the answer must outlive that run, should it be
            // undone.
            let worker = processes.state.withLock { $0.noteLateAnswer(answer) }
            if case .success = await send(answer, to: worker, ExchangeLimits()) { answer.markHandled() }
        }
    }

    private func giveAlone(_ answer: LateAnswer) async {
        guard case .failure(let failure) = await giveWithCheckpoint(answer), failure.isRolledBack else { return }
        // The promise is pending again. Where the rejection is too much, too, it stays so.
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
        // Its task is cancelled with the call, which the script may have forgotten long ago.
        limits.isCancellable = false
        limits.commit = .request
        return await worker.exchange(limits: limits) {
            Request.answer(id: $0, call: answer.call, answer.answer).frame()
        }
    }
}
