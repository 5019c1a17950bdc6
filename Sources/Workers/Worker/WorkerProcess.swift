import CLinux
import Glibc
import Synchronization
import Wire

/// One worker as its supervisor sees it: two pipes, a socket, a pidfd, and the requests that it has not answered. A
/// base has no pipes.
///
/// One lock guards its state. I/O happens outside the lock: one thread at a time writes to the worker and one reads.
/// Whatever else is to be written or read meanwhile is left to that thread. A caller that awaits an answer reads for a
/// moment itself and then leaves reading to the reactor. The owner of a worker must end it.
package final class WorkerProcess: Sendable {
    /// The result of a request: the frame that answered it, or the worker's end.
    package typealias Answer = Result<[UInt8], Ended>

    /// `WorkerEnd` as an error.
    package struct Ended: Error {
        package let end: WorkerEnd
        /// Whether the context continues from its checkpoint.
        package var isRolledBack = false
        /// Whether the worker may have got the request.
        package var wasSent = true
    }

    private struct Assigned: Sendable {
        var assignment: WorkerAssignment
        /// Whether its delegate is the one that learns of the worker's end, so that no other can take over the worker.
        var isClosed = false
    }

    private static let lastNumber = Atomic<Int>(0)

    /// A number that no other worker of the program has.
    package let number: Int
    /// The zygote that forked it or its original, and that reports how it ends.
    package let zygote: ZygoteProcess
    let pipes: WorkerPipes
    let state: Lock<WorkerState>
    let lastRequest = Atomic<Int>(WorkerState.startID)
    private let assigned: Lock<Assigned>
    private let measures = Lock("measures of a worker", WorkerMeasures())

    /// A worker that has not been forked yet, and the descriptors for it.
    package struct Start {
        package let worker: WorkerProcess
        let descriptors: [Descriptor]
    }

    /// Makes a worker that is about to be forked.
    ///
    /// - Parameter isBase: whether it waits until it is told to restore.
    /// - Throws: if no descriptors are left.
    package static func make(
        zygote: ZygoteProcess, assignment: WorkerAssignment, isBase: Bool = false
    ) throws(SystemError) -> Start {
        let make = isBase ? WorkerPipes.makeOfBase : WorkerPipes.make
        let (pipes, descriptors) = try make(zygote.reactor)
        let worker = WorkerProcess(zygote: zygote, assignment: assignment, pipes: pipes, isBase: isBase)
        do throws(SystemError) { try pipes.register(worker) } catch {
            worker.end(.unavailable(reason: "\(error)"))
            throw error
        }
        return Start(worker: worker, descriptors: descriptors)
    }

    private init(zygote: ZygoteProcess, assignment: WorkerAssignment, pipes: WorkerPipes, isBase: Bool) {
        number = Self.lastNumber.add(1, ordering: .relaxed).newValue
        self.zygote = zygote
        self.pipes = pipes
        state = Lock("worker", WorkerState(isBase: isBase))
        assigned = Lock("assignment of a worker", Assigned(assignment: assignment))
        assignment.registry.add(self)
    }

    deinit {
        LockWatch.expectNone("a worker goes")
        assert(end != nil, "a worker was let go that nobody has ended")
    }

    var reactor: Reactor { zygote.reactor }

    /// What it serves now.
    package var assignment: WorkerAssignment { assigned.withLock { $0.assignment } }

    /// Gives an unused worker to a context.
    ///
    /// - Returns: whether the context will be told of the worker's end; false if somebody else was told already.
    package func assign(_ assignment: WorkerAssignment) -> Bool {
        let previous = assigned.withLock { current -> WorkerAssignment? in
            guard !current.isClosed else { return nil }
            defer { current.assignment = assignment }
            return current.assignment
        }
        guard previous != nil else { return false }
        holdMemory()
        return true
    }

    /// Fixes what it serves now that it has ended, and returns it.
    func closeAssignment() -> WorkerAssignment {
        assigned.withLock { current in
            current.isClosed = true
            return current.assignment
        }
    }

    /// It no longer serves anybody.
    func unassign() {
        let last = assigned.withLock { current in
            defer { current.assignment.delegate = nil }
            return current.assignment
        }
        last.registry.remove(self)
    }

    /// Why it no longer answers; nil while it does.
    package var end: WorkerEnd? { state.withLock { $0.end } }

    /// How far it has come.
    package var progress: WorkerProgress { state.withLock { $0.progress } }

    /// Whether the process is alive. It may have died before the end of its pipe was noticed.
    package var isAlive: Bool {
        let (end, pidfd) = state.withLock { ($0.end, $0.pidfd) }
        guard end == nil else { return false }
        return pidfd.map { !System.hasEnded($0.number) } ?? true
    }

    /// The pidfd, from its fork until its end.
    package var pidfd: Descriptor? { state.withLock { $0.pidfd } }

    func withMeasures<Result: Sendable>(_ body: (inout WorkerMeasures) -> Result) -> Result {
        measures.withLock(body)
    }

    /// Carries out the actions that a change of the state has returned.
    func perform(_ actions: [WorkerAction]) {
        for action in actions {
            switch action {
            case .resume(let continuation, let answer): continuation.resumeUnlocked(returning: answer)
            case .call(let handler, let answer): handler(answer)
            case .deliver(let event): assignment.delegate?.worker(self, sent: event)
            case .flush:
                holdMemory()
                flush()
            case .startClocks(let request, let begun, let limits): startClocks(of: request, begun: begun, limits)
            case .cancel(let timer): reactor.cancel(timer)
            case .makeBase(let request): assignment.delegate?.worker(self, needsBaseFor: request)
            case .expectFirstMessage: expectFirstMessage()
            case .kill(let pidfd, let end): kill(pidfd, end)
            case .expectExitReport: expectExitReport()
            case .finishEnding(let end): finishEnding(end)
            }
        }
    }
}

extension WorkerProcess: ReactorSource {
    /// The reactor has seen that the pipes can be read or written.
    package func ready() {
        flush()
        read()
    }
}
