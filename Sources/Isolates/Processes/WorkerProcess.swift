import CLinux
import Glibc
import Synchronization
import Wire

/// One worker as its supervisor sees it: two pipes, a pidfd, and the requests that it has not answered.
///
/// Whoever awaits an answer reads the pipe itself for a moment and then leaves that to the reactor. All of the state
/// stands behind one lock; each request ends in exactly one way, which is settled under it.
final class WorkerProcess: Sendable {
    /// What a request ends in: the frame that answered it, or the worker's end.
    typealias Answer = Result<[UInt8], Ended>

    /// `WorkerEnd` as an error.
    struct Ended: Error {
        let end: WorkerEnd
        /// Whether the context goes on from a checkpoint, as it stood before.
        var isRolledBack = false
        /// Whether the worker got the request at all.
        var wasSent = true
    }

    private static let lastNumber = Atomic<Int>(0)

    /// A number that no other worker of the program has. A copy's is greater than its original's.
    static func nextNumber() -> Int {
        lastNumber.add(1, ordering: .relaxed).newValue
    }

    /// The supervisor's number for the worker.
    let number: Int
    /// What forked it, or its original, and tells how it ends.
    let zygote: ZygoteProcess
    /// Counts the answers to requests that change the context.
    let changes = Atomic<Int>(0)
    let inputKey: UInt64
    let outputKey: UInt64
    private let state: Mutex<State>
    private let noted = Mutex<ProcessUsage?>(nil)

    /// A worker about to be forked, and the descriptors that go to it. The caller closes those once they were sent.
    ///
    /// - Throws: where no descriptor is left.
    static func make(number: Int, zygote: ZygoteProcess, owner: WorkerOwner) throws(SystemError) -> Start {
        let requests = try System.pipe()
        let reading = Descriptor(requests.reading)
        let input = Descriptor(requests.writing)
        let replies = try System.pipe()
        let writing = Descriptor(replies.writing)
        let output = Descriptor(replies.reading)
        try System.setNonblocking(input.number)
        try System.setNonblocking(output.number)
        // With a reader of our own the pipe never raises SIGPIPE in the program; that the worker is gone shows
        // elsewhere.
        let reader = dup(reading.number)
        guard reader >= 0 else { throw SystemError("dup") }
        let sockets = try System.packetSocketPair()
        let control = Descriptor(sockets.0)
        let takingForks = Descriptor(sockets.1)
        try System.setNonblocking(control.number)
        let worker = WorkerProcess(
            number: number, zygote: zygote, owner: owner, input: input, reader: Descriptor(reader), output: output,
            control: control)
        return Start(
            worker: worker, descriptors: ForkDescriptors(reading: reading, writing: writing, control: takingForks))
    }

    /// A worker that is still to be forked.
    struct Start: ~Copyable {
        let worker: WorkerProcess
        var descriptors: ForkDescriptors?
    }

    private init(
        number: Int, zygote: ZygoteProcess, owner: WorkerOwner, input: consuming Descriptor,
        reader: consuming Descriptor,
        output: consuming Descriptor, control: consuming Descriptor
    ) {
        self.number = number
        self.zygote = zygote
        let inputSource = Source()
        let outputSource = Source()
        inputKey = Reactor.shared.add(input.number, source: inputSource)
        outputKey = Reactor.shared.add(output.number, source: outputSource)
        state = Mutex(State(owner: owner, input: input, reader: reader, output: output, control: control))
        inputSource.worker.store(self)
        outputSource.worker.store(self)
        owner.places.add(self)
    }

    deinit {
        state.withLock { state in
            close(&state)
            state.owner.places.remove(number)
        }
    }

    /// Gives a worker that nobody used to a context.
    func change(to owner: WorkerOwner) {
        withState { state in
            state.owner = owner
            holdMemory(&state)
        }
    }

    /// What it had used when that was noted last; nil where it never was.
    var lastUsage: ProcessUsage? { noted.withLock { $0 } }

    func note(_ usage: ProcessUsage) {
        noted.withLock { $0 = usage }
    }

    /// Everything that touches the state does it here: one caller at a time.
    func withState<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0) }
    }
}

/// Whose a worker is, and what holds for it.
struct WorkerOwner: Sendable {
    let delegate: any WorkerDelegate
    /// Bytes that the worker may make resident; nil for no limit.
    var memoryLimit: Int?
    /// Private pages that belong to what it is a copy of; nil for those that it has when it is first measured.
    var pagesAtStart: Int?
    /// Where the worker counts.
    let places: WorkerPlaces
}

/// The descriptors that a new process gets, until they were sent.
struct ForkDescriptors: ~Copyable {
    /// What it reads its requests from.
    let reading: Descriptor
    /// What it writes its replies to.
    let writing: Descriptor
    /// What it takes the descriptors of its own copies from.
    let control: Descriptor

    /// In the order of a `ForkPacket`.
    var numbers: [Int32] { [reading.number, writing.number, control.number] }
}

/// What a worker tells besides answers. All are called under the worker's lock: they hand on, and do nothing else.
protocol WorkerDelegate: AnyObject, Sendable {
    func worker(_ worker: WorkerProcess, sent event: WorkerEvent)
    /// - Returns: whether another worker goes on with what it held.
    func worker(_ worker: WorkerProcess, endedBy end: WorkerEnd) -> Bool
    /// Whether the worker is not to be read on until `advance()` is called.
    var isFull: Bool { get }
}

/// A message that answers no request, not yet read further than to its type.
struct WorkerEvent: Sendable {
    enum Kind: Sendable {
        case hostCall, console, unhandledRejection
    }

    let kind: Kind
    /// Which call it is, of those of its context's; nil where it is none.
    let call: Int?
    let json: [UInt8]

    /// Nil for what answers a request.
    init?(_ header: ReplyHeader, _ json: [UInt8]) {
        var call: Int?
        switch header {
        case .hostCall(let number):
            kind = .hostCall
            call = number
        case .console: kind = .console
        case .unhandledRejection: kind = .unhandledRejection
        case .ready, .ended, .needsBase, .restored: return nil
        }
        self.call = call
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
