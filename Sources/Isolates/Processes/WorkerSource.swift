import Wire

/// What new workers are forked from: the zygote, or a worker in which a template's scripts have run.
protocol WorkerSource: AnyObject, Sendable {
    /// What reaps the workers.
    var zygote: ZygoteProcess { get }
    /// Whether it can fork.
    var isAlive: Bool { get }

    /// Forks a worker, and waits for nothing: what is sent to it meanwhile stays in its pipe. A fork that fails ends
    /// the worker.
    func fork(_ worker: WorkerProcess, _ descriptors: consuming ForkDescriptors)

    /// Has a worker that was forked ahead touch what its first run will need.
    ///
    /// - Parameter ready: is called when that is done, and may be under the worker's lock.
    func warm(_ worker: WorkerProcess, ready: @escaping @Sendable () -> Void)
}

extension WorkerSource {
    /// A new worker.
    ///
    /// - Throws: where no descriptor is left.
    func makeWorker(_ owner: WorkerOwner) throws(SystemError) -> WorkerProcess {
        var start = try WorkerProcess.make(number: WorkerProcess.nextNumber(), zygote: zygote, owner: owner)
        fork(start.worker, start.descriptors.take()!)
        return start.worker
    }
}

extension ZygoteProcess: WorkerSource {
    var zygote: ZygoteProcess { self }

    func warm(_ worker: WorkerProcess, ready: @escaping @Sendable () -> Void) {
        worker.send({ Request.rehearse(id: $0).frame() }) { _ in ready() }
    }
}

/// The worker of a template, which nothing runs in any more.
final class TemplateWorker: WorkerSource {
    private let worker: WorkerProcess
    /// The numbers of scripts that the worker knows, which every worker that is forked ahead runs.
    private let warmUp: [Int]

    init(_ worker: WorkerProcess, warmUp: [Int]) {
        self.worker = worker
        self.warmUp = warmUp
    }

    var zygote: ZygoteProcess { worker.zygote }
    var isAlive: Bool { worker.end == nil }

    func fork(_ copy: WorkerProcess, _ descriptors: consuming ForkDescriptors) {
        worker.fork(copy, descriptors, .context)
    }

    func warm(_ copy: WorkerProcess, ready: @escaping @Sendable () -> Void) {
        run(warmUp[...], in: copy, ready)
    }

    private func run(_ scripts: ArraySlice<Int>, in copy: WorkerProcess, _ ready: @escaping @Sendable () -> Void) {
        guard let script = scripts.first else { return ready() }
        copy.send({ Request.run(id: $0, RunRequest(script: script)).frame() }) { [self, weak copy] _ in
            if let copy { run(scripts.dropFirst(), in: copy, ready) }
        }
    }
}
