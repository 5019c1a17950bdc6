import CJavaScriptCore
import CLinux
import CUndo
import Glibc
import Wire

extension Worker {
    /// Copies this process for the supervisor, on whose socket the copy's descriptors wait.
    ///
    /// - Parameters:
    ///   - id: the request's.
    ///   - token: what the copy introduces itself to the zygote with.
    /// - Returns: what is to be answered; nil in the copy, which has said that it is there.
    func fork(_ role: ForkRole, _ id: Int, _ token: Int) -> Outcome? {
        guard case .packet(_, let descriptors) = control.receiveNext() else { _exit(ExitStatus.success) }
        let wanted = role == .base ? ForkPacket.descriptorCountOfBase : ForkPacket.descriptorCount
        guard descriptors.count == wanted else {
            return refuse(role, String(cString: strerror(EMFILE)), descriptors)
        }
        if let obstacle = obstacle(to: role) { return refuse(role, obstacle, descriptors) }
        if role == .base { return makeBase(control: descriptors[0], id, token) }
        let parent = getppid()
        let pid = cl_fork_sibling()
        if pid == 0 {
            become(descriptors, childOf: parent, role, token)
            return nil
        }
        let failure = errno
        guard pid > 0 else { return refuse(role, String(cString: strerror(failure)), descriptors) }
        for descriptor in descriptors { Syscalls.close(descriptor) }
        return .forked(ForkedCopy(lastCall: hostCalls.lastCall))
    }

    /// Why a copy would not be whole; nil where it would.
    private func obstacle(to role: ForkRole) -> String? {
        // An answer that waits for a base is the exception: its run has ended.
        if depth > 1, role != .base || !baseRequest.isWaiting {
            return "a run of the context waits for a function of the program"
        }
        // The thread would be missing in the copy, which would wait for it with its next call of WebAssembly.
        if Syscalls.awaitSingleThread() { return nil }
        guard let name = Syscalls.nameOfSecondThread else { return "the engine has a thread of its own" }
        // The end of "Worklist Helper Thread". Those of the other compilers are switched off (`Engine.configure`).
        return name.hasSuffix("Helper Thread")
            ? "the engine is still compiling WebAssembly" : "the engine has a thread of its own, \(name)"
    }

    func refuse(_ role: ForkRole, _ reason: String, _ descriptors: [Int32]) -> Outcome {
        if role == .base { baseRequest.settle(.refused) }
        for descriptor in descriptors { Syscalls.close(descriptor) }
        return .forkFailed(reason: reason)
    }

    /// What the copy does: from now on it is a worker with pipes of its own.
    private func become(_ descriptors: [Int32], childOf parent: pid_t, _ role: ForkRole, _ token: Int) {
        // Until these are closed the supervisor does not see that the original has ended.
        pipe.replace(input: descriptors[0], output: descriptors[1])
        undo_forget()
        Syscalls.close(control.descriptor)
        control = PacketSocket(descriptor: descriptors[2])
        Syscalls.dieWithParent(parent)
        SharedDescriptors.replace()
        withUnsafeBytes(of: token) { Syscalls.write(introductions, $0) }
        if role == .context { realm.separate() }
        pipe.send(.ready)
    }

    /// A collection that is due would be every copy's to do, and what WebAssembly's compiler has not finished forbids
    /// copies.
    func prepareForCopies() -> Outcome {
        realm.collectGarbage()
        while !Syscalls.awaitSingleThread() || RunLoop.turn() {}
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
