import Wire
import Workers

/// A template's worker as the source of copies. No script runs in it any more.
final class TemplateSource: WorkerSource {
    private let worker: WorkerProcess
    /// The numbers of the warm-up scripts, which the worker knows and which every worker that is forked ahead runs.
    private let warmUp: [Int]

    init(_ worker: WorkerProcess, warmUp: [Int]) {
        self.worker = worker
        self.warmUp = warmUp
    }

    var zygote: ZygoteProcess { worker.zygote }
    var isAlive: Bool { worker.end == nil }

    func fork(_ start: WorkerProcess.Start) {
        worker.fork(start, .context)
    }

    func warm(_ copy: WorkerProcess, ready: @escaping @Sendable () -> Void) {
        run(warmUp[...], in: copy, ready)
    }

    private func run(_ scripts: ArraySlice<Int>, in copy: WorkerProcess, _ ready: @escaping @Sendable () -> Void) {
        guard let script = scripts.first else { return ready() }
        copy.send(waitsForStart: true) {
            Request.run(id: $0, RunRequest(script: script)).frame()
        } handler: { [self, weak copy] _ in
            if let copy { run(scripts.dropFirst(), in: copy, ready) }
        }
    }
}
