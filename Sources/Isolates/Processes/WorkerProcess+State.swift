import CLinux
import Glibc
import Synchronization
import Wire

extension WorkerProcess {
    /// Longest frame taken from a worker: a value at the limit of values.md, and what stands around it.
    static let maximumFrameLength = (64 << 20) + (1 << 20)

    /// The id of the exchange that waits for the worker's first message.
    static let startID = 0

    struct State: ~Copyable {
        var owner: WorkerOwner
        var input: Descriptor?
        var reader: Descriptor?
        var output: Descriptor?
        var control: Descriptor?
        var pidfd: Descriptor?
        var gauge: MemoryGauge?
        var controlGroup: ControlGroup?
        var received = FrameBuffer(maximumLength: WorkerProcess.maximumFrameLength)
        var unsent = Unsent()
        var pending: [Int: Exchange] = [:]
        var lastID = 0
        /// Those of them that change the context.
        var changing: Set<Int> = []
        /// Whether the worker has said that it is there.
        var hasStarted = false
        var end: WorkerEnd?
        /// The worker's pipe came to its end; how it died is still to be told.
        var isOutputAtEnd = false

        init(
            owner: WorkerOwner, input: consuming Descriptor, reader: consuming Descriptor, output: consuming Descriptor,
            control: consuming Descriptor
        ) {
            self.owner = owner
            self.input = consume input
            self.reader = consume reader
            self.output = consume output
            self.control = consume control
        }
    }

    /// Bytes that wait for room in the pipe.
    struct Unsent {
        private var bytes: [UInt8] = []
        private var start = 0

        var isEmpty: Bool { start == bytes.count }
        var count: Int { bytes.count - start }

        mutating func append(_ more: [UInt8]) {
            if isEmpty {
                bytes = more
                start = 0
            } else {
                bytes += more
            }
        }

        /// Gives the bytes to `write`, which says how many it took.
        mutating func drain(_ write: (UnsafeRawBufferPointer) throws -> Int) rethrows {
            start += try bytes.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[start...])) }
            if isEmpty { self = Unsent() }
        }
    }

    /// Where a request stands.
    enum Exchange {
        /// Whoever made it reads the pipe for itself.
        case polled
        case parked(UnsafeContinuation<Answer, Never>)
        case answered(Answer)
        /// Is given the answer, under the worker's lock.
        case handled(@Sendable (Answer) -> Void)
    }

    /// Ends the worker for good: settles every request, kills the process if that is still to be done, closes all.
    func end(_ state: inout State, _ end: WorkerEnd) {
        guard state.end == nil else { return }
        state.end = end
        if end.killsARun, let pidfd = state.pidfd?.number, let usage = ProcessUsage(pidfd: pidfd) { note(usage) }
        kill(&state)
        takeLastEvents(&state)
        close(&state)
        // First of all, so that no request that waits for its turn gets it from one that is settled here.
        let isRolledBack = state.owner.delegate.worker(self, endedBy: end)
        // Not before whatever goes on in its place has one.
        state.owner.places.remove(number)
        for (id, exchange) in state.pending {
            settle(&state, id, exchange, .failure(Ended(end: end, isRolledBack: isRolledBack)))
        }
    }

    /// Ends the worker unless the request has been answered meanwhile.
    func end(ifPending id: Int, _ end: WorkerEnd) {
        withState { state in
            switch state.pending[id] {
            case .polled, .parked: self.end(&state, end)
            case .answered, .handled, nil: break
            }
        }
    }

    func end(_ end: WorkerEnd) {
        withState { self.end(&$0, end) }
    }

    /// Kills the process and lets go of all that leads to it.
    func close(_ state: inout State) {
        kill(&state)
        if let input = state.input.take() { Reactor.shared.remove(input.number, key: inputKey) }
        if let output = state.output.take() { Reactor.shared.remove(output.number, key: outputKey) }
        state.reader = nil
        state.control = nil
        state.gauge = nil
        state.controlGroup = nil
        state.unsent = Unsent()
    }

    private func kill(_ state: inout State) {
        guard let pidfd = state.pidfd.take() else { return }
        // ESRCH: it is dead already.
        _ = cl_pidfd_send_signal(pidfd.number, SIGKILL)
    }

    func settle(_ state: inout State, _ id: Int, _ exchange: Exchange, _ answer: Answer) {
        switch exchange {
        case .polled: state.pending[id] = .answered(answer)
        case .parked(let continuation):
            state.pending[id] = nil
            continuation.resume(returning: answer)
        case .handled(let handle):
            state.pending[id] = nil
            handle(answer)
        case .answered: break
        }
    }
}
