import CLinux
import Glibc
import Synchronization
import Wire

/// One worker as its supervisor sees it: two pipes, a pidfd, and the requests that it has not answered.
///
/// Whoever awaits an answer reads the pipe itself for a moment and then leaves that to the reactor. All of the state stands
/// behind one lock; each request ends in exactly one way, which is settled under it.
final class WorkerProcess: Sendable {
    /// What a request ends in: the frame that answered it, or the worker's end.
    typealias Answer = Result<[UInt8], Ended>

    /// `WorkerEnd` as an error.
    struct Ended: Error {
        let end: WorkerEnd
    }

    /// The supervisor's number for the worker.
    let number: Int
    /// Bytes that the worker may make resident; nil for no limit.
    let memoryLimit: Int?
    let delegate: any WorkerDelegate
    let inputKey: UInt64
    let outputKey: UInt64
    private let state: Mutex<State>

    /// A worker about to be forked, and the ends of its pipes that go to it. The caller closes those once they were sent.
    ///
    /// - Throws: where no descriptor is left.
    static func make(
        number: Int, memoryLimit: Int?, delegate: any WorkerDelegate
    ) throws(SystemError) -> Start {
        let requests = try System.pipe()
        let reading = Descriptor(requests.reading)
        let input = Descriptor(requests.writing)
        let replies = try System.pipe()
        let writing = Descriptor(replies.writing)
        let output = Descriptor(replies.reading)
        try System.setNonblocking(input.number)
        try System.setNonblocking(output.number)
        // With a reader of our own the pipe never raises SIGPIPE in the program; that the worker is gone shows elsewhere.
        let reader = dup(reading.number)
        guard reader >= 0 else { throw SystemError("dup") }
        let worker = WorkerProcess(
            number: number, memoryLimit: memoryLimit, delegate: delegate, input: input, reader: Descriptor(reader), output: output)
        return Start(worker: worker, reading: reading, writing: writing)
    }

    /// A worker that is still to be forked, with the ends of its pipes that are to be its own.
    struct Start: ~Copyable {
        let worker: WorkerProcess
        /// What it reads its requests from.
        var reading: Descriptor?
        /// What it writes its replies to.
        var writing: Descriptor?
    }

    private init(
        number: Int, memoryLimit: Int?, delegate: any WorkerDelegate,
        input: consuming Descriptor, reader: consuming Descriptor, output: consuming Descriptor
    ) {
        self.number = number
        self.memoryLimit = memoryLimit
        self.delegate = delegate
        let inputSource = Source()
        let outputSource = Source()
        inputKey = Reactor.shared.add(input.number, source: inputSource)
        outputKey = Reactor.shared.add(output.number, source: outputSource)
        state = Mutex(State(input: input, reader: reader, output: output))
        inputSource.worker.store(self)
        outputSource.worker.store(self)
    }

    deinit {
        state.withLock { close(&$0) }
    }

    /// Everything that touches the state does it here: one caller at a time.
    func withState<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0) }
    }
}

/// What a worker tells besides answers. All are called under the worker's lock: they hand on, and do nothing else.
protocol WorkerDelegate: AnyObject, Sendable {
    func worker(_ worker: WorkerProcess, sent event: WorkerEvent)
    func worker(_ worker: WorkerProcess, endedBy end: WorkerEnd)
    /// Whether the worker is not to be read on until `advance()` is called.
    var isFull: Bool { get }
}

/// A message that answers no request, not yet read further than to its type.
struct WorkerEvent: Sendable {
    enum Kind: Sendable {
        case hostCall, console, unhandledRejection
    }

    let kind: Kind
    let json: [UInt8]

    /// Nil for what answers a request.
    init?(_ header: ReplyHeader, _ json: [UInt8]) {
        switch header {
        case .hostCall: kind = .hostCall
        case .console: kind = .console
        case .unhandledRejection: kind = .unhandledRejection
        case .ready, .ended: return nil
        }
        self.json = json
    }
}

extension WorkerProcess {
    /// Refers weakly to a worker: the reactor must not keep a worker that nobody uses.
    final class Source: ReactorSource {
        let worker = WeakReference<WorkerProcess>()

        func ready() {
            worker.load()?.advance()
        }
    }
}
