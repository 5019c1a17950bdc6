import Workers

/// Dispatches what a context's worker sends besides answers: host calls, console entries, rejections, and its end.
///
/// It stands between the worker and the context, so that neither keeps the other alive. A worker releases it when it
/// ends.
final class ContextEvents: WorkerDelegate {
    let notifications: EventQueue
    let calls: HostCallServer
    private let subject = Lock("subject of events", Subject.none)
    private let queue: RunQueue
    private let accounts: SupervisorAccounts
    private let didEnd: @Sendable () -> Void

    /// - Parameter didEnd: called when the context has ended.
    init(
        notifications: EventQueue, queue: RunQueue, accounts: SupervisorAccounts, didEnd: @escaping @Sendable () -> Void
    ) {
        self.notifications = notifications
        calls = HostCallServer()
        self.queue = queue
        self.accounts = accounts
        self.didEnd = didEnd
    }

    /// The recipient of the worker's end.
    private enum Subject: Sendable {
        case none
        case processes(ContextProcesses)
        /// The worker ended before there was a context.
        case ended(WorkerEnd)

        var processes: ContextProcesses? {
            if case .processes(let processes) = self { processes } else { nil }
        }
    }

    /// The context exists now.
    ///
    /// - Returns: the end of its worker, if that was reported before.
    func begin(with processes: ContextProcesses) -> WorkerEnd? {
        subject.withLock { subject in
            if case .ended(let end) = subject { return end }
            subject = .processes(processes)
            return nil
        }
    }

    /// - Returns: the processes of the context. If there is no context yet, nil, and the end is noted for `begin`.
    private func processes(whenEnded end: WorkerEnd) -> ContextProcesses? {
        subject.withLock { subject in
            if case .none = subject { subject = .ended(end) }
            return subject.processes
        }
    }

    var isFull: Bool { notifications.isFull || calls.isFull }

    func worker(_ worker: WorkerProcess, sent event: WorkerEvent) {
        switch event.kind {
        case .hostCall: calls.serve(event, from: worker)
        case .console, .unhandledRejection: notifications.append(event, from: worker)
        }
    }

    func worker(_ worker: WorkerProcess, needsBaseFor request: Int) {
        guard let processes = subject.withLock({ $0.processes }) else {
            return worker.end(.violation("it needs a base, which nobody has"))
        }
        processes.makeBase(of: worker, for: request, notifications.context, accounts.telemetry)
    }

    func worker(_ worker: WorkerProcess, ended end: WorkerEnd) -> Bool {
        let processes = processes(whenEnded: end)
        let consequence = processes?.ended(worker, end, contextID: notifications.context)
        switch consequence ?? .contextEnded(end, superfluous: .none) {
        case .none: return false
        case .rolledBack(let rollback):
            accounts.countRollback()
            accounts.telemetry.rolledBack(notifications.context, end, count: rollback.number)
            calls.undo(rollback)
            return true
        case .contextEnded(let end, _):
            queue.close(VMError(disposed: processes?.reasonOfDisposal ?? end.reasonOfDisposal))
            calls.cancel()
            notifications.finish()
            accounts.telemetry.contextEnded(notifications.context, end)
            didEnd()
            return false
        }
    }
}
