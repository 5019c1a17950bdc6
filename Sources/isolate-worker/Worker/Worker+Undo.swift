import CLinux
import CUndo
import Glibc
import Wire

/// The state of an answer that may wait for a base.
enum BaseRequest: Equatable {
    case none
    /// The answer to this request waits for a base.
    case waiting(id: Int)
    case made, refused
    /// This process is that base, and has restored.
    case restored

    var isWaiting: Bool {
        if case .waiting = self { true } else { false }
    }

    /// Ends the wait for a base, if there is one.
    mutating func end(_ outcome: BaseRequest) {
        if isWaiting { self = outcome }
    }
}

extension Worker {
    /// Begins a request that can be undone. Requests of one kind probably change as much memory as each other.
    func begin(kind: Int) {
        if options.isUndoable, depth == 1 { undo_begin(UInt64(bitPattern: Int64(kind))) }
    }

    /// Commits the changes of a request, before it is answered: from now on, a kill undoes only what comes afterwards.
    ///
    /// - Returns: false in the process that continues from here after a kill. The request has been answered already.
    func commit(_ id: Int) -> Bool {
        switch undo_commit(UInt64(id)) {
        case UNDO_DONE.rawValue: return true
        case UNDO_RESTORED.rawValue:
            goOn()
            return false
        default:
            baseRequest = .waiting(id: id)
            defer { baseRequest = .none }
            pipe.send(.needsBase)
            while baseRequest.isWaiting { serveOne() }
            return baseRequest != .restored
        }
    }

    /// Makes a base of this process, for the answer that waits for it, or for this request itself.
    ///
    /// - Parameter ownControl: the base's own control socket.
    /// - Returns: the answer; nil in the base, which continues in place of this process.
    func makeBase(control ownControl: Int32, _ id: Int, _ token: Int) -> Outcome? {
        var tag = id
        if case .waiting(let waiting) = baseRequest { tag = waiting }
        switch makeBase(control: ownControl, UInt64(tag), token) {
        case UNDO_DONE.rawValue:
            Syscalls.close(ownControl)
            baseRequest.end(.made)
            return .forked(ForkedCopy(lastCall: hostCalls.lastCall))
        case UNDO_RESTORED.rawValue:
            baseRequest.end(.restored)
            goOn()
            return nil
        default:
            return refuse(.base, String(cString: strerror(errno)), [ownControl])
        }
    }

    private func makeBase(control ownControl: Int32, _ tag: UInt64, _ token: Int) -> Int32 {
        SharedDescriptors.eventDescriptors.withUnsafeBufferPointer { events in
            var setup = undo_setup(
                parent: getppid(), control: control.descriptor, own_control: ownControl, input: pipe.input,
                output: pipe.output, events: events.baseAddress, event_count: events.count,
                token: UInt64(bitPattern: Int64(token)), introductions: introductions)
            return undo_base(tag, Undo.watches, &setup)
        }
    }

    /// Requests that were read but not served belonged to the other process.
    private func goOn() {
        pipe.forgetReceived()
        pipe.send(.restored)
    }
}
