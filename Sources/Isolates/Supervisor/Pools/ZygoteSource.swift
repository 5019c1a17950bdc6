import Wire
import Workers

extension ZygoteProcess: WorkerSource {
    var zygote: ZygoteProcess { self }

    func warm(_ worker: WorkerProcess, ready: @escaping @Sendable () -> Void) {
        worker.send({ Request.rehearse(id: $0).frame() }, handler: { _ in ready() })
    }
}
