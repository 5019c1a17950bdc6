import CLinux
import Glibc
import Wire

extension WorkerProcess {
    /// Goes on with reading and writing after the reactor saw that one of them can.
    func advance() {
        withState { state in
            write(&state)
            read(&state)
            if !state.pending.isEmpty { awaitReply(&state) }
        }
    }

    /// Has the reactor read the next reply.
    func awaitReply(_ state: inout State) {
        guard let output = state.output?.number, !state.isOutputAtEnd, !state.owner.delegate.isFull else { return }
        Reactor.shared.arm(output, key: outputKey, events: EPOLLIN)
    }

    /// The most that is taken at a time, in bytes: a worker that writes as fast as it is read must not keep the
    /// reactor, which holds every deadline, to itself. More than a pipe can be made to hold without privileges.
    private static let bytesAtATime = 1 << 20

    /// Takes what the pipe holds now.
    func read(_ state: inout State) {
        var taken = 0
        do {
            while taken < Self.bytesAtATime, state.end == nil, !state.isOutputAtEnd, !state.owner.delegate.isFull,
                let output = state.output?.number
            {
                let wanted = min(max(state.received.missingCount, 1 << 12), 1 << 16)
                let isDone = try withUnsafeTemporaryAllocation(byteCount: wanted, alignment: 16) { buffer in
                    switch try System.read(output, into: buffer) {
                    case .bytes(let count):
                        state.received.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                        taken += count
                        return count < wanted
                    case .end:
                        state.isOutputAtEnd = true
                        return true
                    case .wouldBlock:
                        return true
                    }
                }
                while state.end == nil, let frame = try state.received.next() { try take(frame, &state) }
                if isDone { break }
            }
        } catch let error as FrameBuffer.FrameTooLong {
            end(&state, .violation("a frame of \(error.length) bytes, where \(error.maximumLength) is the limit"))
        } catch {
            end(&state, .violation("\(error)"))
        }
        if state.isOutputAtEnd { expectExitReport(&state) }
    }

    /// The most that is taken of a worker that is at its end, in bytes: what a pipe holds (pipe(7)), with some to
    /// spare. A worker that was killed may still write for a moment.
    private static let lastBytes = 1 << 17

    /// Takes what a worker that is at its end has told, whether or not the handlers have caught up. Its answers are too
    /// late, and nobody waits for what it has asked.
    func takeLastEvents(_ state: inout State) {
        // Behind what broke the protocol nothing can be told apart any more.
        if case .violation = state.end { return }
        guard let output = state.output?.number else { return }
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            var count = 0
            while count < Self.lastBytes, case .bytes(let more)? = try? System.read(output, into: buffer) {
                count += more
                state.received.append(UnsafeRawBufferPointer(rebasing: buffer[..<more]))
            }
        }
        while let frame = try? state.received.next(), let header = try? ReplyHeader(json: frame) {
            if let event = WorkerEvent(header, frame), event.kind != .hostCall {
                state.owner.delegate.worker(self, sent: event)
            }
        }
    }

    private func take(_ frame: [UInt8], _ state: inout State) throws {
        let header = try ReplyHeader(json: frame)
        switch header {
        case .ready:
            guard !state.hasStarted else { throw MessageError("ready for a second time") }
            state.hasStarted = true
            if let exchange = state.pending[Self.startID] { settle(&state, Self.startID, exchange, .success(frame)) }
        case .ended(let id):
            guard id != Self.startID, let exchange = state.pending[id] else {
                throw MessageError("a reply to request \(id), which nobody made")
            }
            if case .answered = exchange { throw MessageError("a second reply to request \(id)") }
            // Before anybody has the answer: a death right after it must not be taken for one before.
            if state.changing.remove(id) != nil { changes.add(1, ordering: .releasing) }
            settle(&state, id, exchange, .success(frame))
        case .needsBase, .restored: throw MessageError("a word of a base, which nobody asked for")
        case .hostCall, .console, .unhandledRejection:
            if let event = WorkerEvent(header, frame) { state.owner.delegate.worker(self, sent: event) }
        }
    }

    /// The zygote tells how a worker ended, usually at once. Where it can't, the requests must end all the same.
    private func expectExitReport(_ state: inout State) {
        guard state.end == nil else { return }
        let patience: UInt64 = 2_000_000_000
        _ = Reactor.shared.schedule(at: System.now() + patience) { [weak self] in
            self?.withState { self?.end(&$0, .crashed(signal: nil, exitStatus: nil)) }
        }
    }
}
