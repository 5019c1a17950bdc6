import CJavaScriptCore
import CLinux
import CUndo
import Glibc
import Wire

extension Worker {
    /// Copies this process for the supervisor, on whose socket the copy's descriptors wait.
    ///
    /// - Parameter id: the request's.
    /// - Returns: what is to be answered; nil in the copy, which has said that it is there.
    func fork(_ role: ForkRole, _ id: Int) -> Outcome? {
        guard let (_, descriptors) = control.receive() else { _exit(ExitStatus.success) }
        guard descriptors.count == ForkPacket.descriptorCount else {
            complain(
                "isolate-worker: a fork needs \(ForkPacket.descriptorCount) descriptors, got \(descriptors.count)\n")
            _exit(ExitStatus.protocolError)
        }
        if let obstacle {
            if baseRequest != .none { baseRequest = .refused }
            return refuse(obstacle, descriptors)
        }
        if role == .base { return makeBase(descriptors, id) }
        let parent = getppid()
        let pid = cl_fork_sibling()
        if pid == 0 {
            become(descriptors, childOf: parent, role)
            return nil
        }
        let failure = errno
        guard pid > 0 else { return refuse(String(cString: strerror(failure)), descriptors) }
        for descriptor in descriptors { System.close(descriptor) }
        return .forked(ForkedCopy(pid: Int(pid), lastCall: hostCalls.lastCall))
    }

    /// Why a copy would not be whole; nil where it would.
    private var obstacle: String? {
        if depth > 1, baseRequest == .none { return "a run of the context waits for a function of the program" }
        // The thread would be missing in the copy, which would wait for it with its next call of WebAssembly.
        if !System.isSingleThreaded {
            return "the engine's WebAssembly compiler has a thread for some 10 s after its last work"
        }
        return nil
    }

    func refuse(_ reason: String, _ descriptors: [Int32]) -> Outcome {
        for descriptor in descriptors { System.close(descriptor) }
        return .forkFailed(reason: reason)
    }

    /// What the copy does: from now on it is a worker with pipes of its own.
    private func become(_ descriptors: [Int32], childOf parent: pid_t, _ role: ForkRole) {
        // Until these are closed the supervisor does not see that the original has ended.
        pipe.replace(input: descriptors[0], output: descriptors[1])
        undo_forget()
        System.close(control.descriptor)
        control = ControlSocket(descriptor: descriptors[2])
        System.dieWithParent(parent)
        SharedDescriptors.replace()
        if role == .context { realm.separate() }
        pipe.send(.ready)
    }

    /// A collection that is due would be every copy's to do, and a thread of WebAssembly's compiler forbids copies
    /// until it ends.
    func prepareForCopies() -> Outcome {
        realm.collectGarbage()
        while !System.isSingleThreaded {
            RunLoop.turn()
            System.sleep(milliseconds: 20)
        }
        return outcomeOfNothing()
    }

    /// Goes on as a context of its own. The handles that the original gave are none of this one's, and what the other
    /// side has still to answer it answers there.
    func separate(handlePrefix: String) -> Outcome {
        realm.setHandlePrefix(handlePrefix)
        realm.forgetHandles()
        return outcome {
            abandonPromises()
            return .value(JSValueMakeUndefined(realm.user))
        }
    }
}
