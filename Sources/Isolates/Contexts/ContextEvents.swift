/// What a context's worker says besides answers, and where it goes.
///
/// It stands between the worker and the context, so that neither keeps the other alive.
final class ContextEvents: WorkerDelegate {
    let told: EventQueue
    let calls = HostCallServer()
    private let queue: RunQueue
    private let didEnd: @Sendable () -> Void

    /// - Parameter didEnd: is called when the worker has ended, under the worker's lock.
    init(told: EventQueue, queue: RunQueue, didEnd: @escaping @Sendable () -> Void) {
        self.told = told
        self.queue = queue
        self.didEnd = didEnd
    }

    var isFull: Bool { told.isFull || calls.isFull }

    func worker(_ worker: WorkerProcess, sent event: WorkerEvent) {
        switch event.kind {
        case .hostCall: calls.serve(event.json, from: worker)
        case .console, .unhandledRejection: told.append(event, from: worker)
        }
    }

    func worker(_ worker: WorkerProcess, endedBy end: WorkerEnd) {
        queue.close(VMError(disposed: end.reasonOfDisposal))
        calls.cancel()
        told.finish()
        didEnd()
    }
}
