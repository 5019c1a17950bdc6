/// What a context's worker says besides answers, and where it goes.
///
/// It stands between the worker and the context, so that neither keeps the other alive.
final class ContextEvents: WorkerDelegate {
    let told: EventQueue
    let calls = HostCallServer()
    /// Set when the context's first worker is there. Weak, since the worker refers to this.
    let processes = WeakReference<ContextProcesses>()
    private let queue: RunQueue
    private let accounts: SupervisorAccounts
    private let didEnd: @Sendable () -> Void

    /// - Parameter didEnd: is called when the context's worker has ended for good, under the worker's lock.
    init(told: EventQueue, queue: RunQueue, accounts: SupervisorAccounts, didEnd: @escaping @Sendable () -> Void) {
        self.told = told
        self.queue = queue
        self.accounts = accounts
        self.didEnd = didEnd
    }

    var isFull: Bool { told.isFull || calls.isFull }

    func worker(_ worker: WorkerProcess, sent event: WorkerEvent) {
        switch event.kind {
        case .hostCall: calls.serve(event, from: worker)
        case .console, .unhandledRejection: told.append(event, from: worker)
        }
    }

    func worker(_ worker: WorkerProcess, endedBy end: WorkerEnd) -> Bool {
        switch processes.load()?.ended(worker, end, contextID: told.context) ?? .contextEnded {
        case .none: return false
        case .rolledBack(let rollback):
            accounts.countRollback()
            accounts.telemetry.rolledBack(told.context, end, count: rollback.number)
            calls.undo(after: rollback.lastCall, answers: rollback.answers)
            return true
        case .contextEnded:
            queue.close(VMError(disposed: end.reasonOfDisposal))
            calls.cancel()
            told.finish()
            accounts.telemetry.contextEnded(told.context, end)
            didEnd()
            return false
        }
    }
}
