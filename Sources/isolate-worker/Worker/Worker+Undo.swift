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
    mutating func settle(_ end: BaseRequest) {
        if isWaiting { self = end }
    }
}

extension Worker {
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
    /// - Returns: the answer; nil in the base, which continues in place of this process.
    func makeBase(_ descriptors: [Int32], _ id: Int, _ token: Int) -> Outcome? {
        var tag = id
        if case .waiting(let waiting) = baseRequest { tag = waiting }
        switch makeBase(descriptors, UInt64(tag), token) {
        case UNDO_DONE.rawValue:
            for descriptor in descriptors { Syscalls.close(descriptor) }
            baseRequest.settle(.made)
            return .forked(ForkedCopy(lastCall: hostCalls.lastCall))
        case UNDO_RESTORED.rawValue:
            baseRequest.settle(.restored)
            goOn()
            return nil
        default:
            return refuse(.base, String(cString: strerror(errno)), descriptors)
        }
    }

    private func makeBase(_ descriptors: [Int32], _ tag: UInt64, _ token: Int) -> Int32 {
        let own = [pipe.input, pipe.output, control.descriptor]
        let pairs = zip(own, descriptors).flatMap { [$0, $1] }
        let events = SharedDescriptors.eventDescriptors
        let greeting = Reply.ready.frame()
        return pairs.withUnsafeBufferPointer { pairs in
            events.withUnsafeBufferPointer { events in
                greeting.withUnsafeBytes { greeting in
                    var setup = undo_setup(
                        parent: getppid(), descriptors: pairs.baseAddress, descriptor_pairs: pairs.count / 2,
                        events: events.baseAddress, event_count: events.count,
                        token: UInt64(bitPattern: Int64(token)), introductions: introductions,
                        greeting: greeting.baseAddress, greeting_length: greeting.count, output: own[1], input: own[0])
                    return undo_base(tag, Undo.watches, &setup)
                }
            }
        }
    }

    /// Requests that were read but not served belonged to the other process.
    private func goOn() {
        pipe.forgetReceived()
        pipe.send(.restored)
    }
}
