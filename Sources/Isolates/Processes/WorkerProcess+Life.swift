import CLinux
import Wire

extension WorkerProcess {
    /// Why it answers no more; nil while it does.
    var end: WorkerEnd? { withState { $0.end } }

    /// The zygote forked it.
    func started(pidfd: consuming Descriptor) {
        var pidfd = Optional(consume pidfd)
        withState { state in
            state.pidfd = pidfd.take()
            // It was ended before there was anything to kill.
            guard state.end == nil else { return close(&state) }
            guard memoryLimit != nil, let pidfd = state.pidfd?.number else { return }
            do { state.gauge = try MemoryGauge(pidfd: pidfd) } catch {
                end(&state, .unavailable(reason: "the memory of a worker can't be measured: \(error)"))
            }
        }
    }

    /// The zygote reaped it. What it wrote before stands in the pipe, and still counts.
    func reaped(signal: Int?, exitStatus: Int?) {
        withState { state in
            read(&state)
            end(&state, .crashed(signal: signal, exitStatus: exitStatus))
        }
    }

    /// Ends the worker if it has said nothing after `patience`: a copy that hangs hangs from its first instruction.
    func watchStart(patience: Duration) {
        let time = System.now() + UInt64(patience / .nanoseconds(1))
        _ = Reactor.shared.schedule(at: time) { [weak self] in
            self?.withState { state in
                guard let self, !state.hasStarted else { return }
                self.read(&state)
                if !state.hasStarted { self.end(&state, .silent) }
            }
        }
    }
}
