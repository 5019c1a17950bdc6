/// What a context's worker says besides answers, and where it goes.
///
/// It stands between the worker and the context, so that neither keeps the other alive.
final class ContextEvents: WorkerDelegate {
    let console: ConsoleQueue
    let calls = HostCallServer()
    private let queue: RunQueue
    private let didEnd: @Sendable () -> Void

    /// - Parameter didEnd: is called when the worker has ended, under the worker's lock.
    init(console: ConsoleQueue, queue: RunQueue, didEnd: @escaping @Sendable () -> Void) {
        self.console = console
        self.queue = queue
        self.didEnd = didEnd
    }

    var isFull: Bool { console.isFull || calls.isFull }

    func worker(_ worker: WorkerProcess, sent event: WorkerEvent) {
        switch event.kind {
        case .console: console.append(event.json, from: worker)
        case .hostCall: calls.serve(event.json, from: worker)
        case .unhandledRejection: break
        }
    }

    func worker(_ worker: WorkerProcess, endedBy end: WorkerEnd) {
        queue.close(VMError(disposed: end.reasonOfDisposal))
        calls.cancel()
        didEnd()
    }
}
