import CJavaScriptCore
import CLinux
import CUndo
import Glibc
import Wire

extension Worker {
    /// Copies this process for the supervisor. The descriptors for the copy wait on the control socket.
    ///
    /// - Parameters:
    ///   - id: the id of the request.
    ///   - token: the token with which the copy introduces itself to the zygote.
    /// - Returns: the answer; nil in the copy, which has already reported that it is ready.
    func fork(_ role: ForkRole, _ id: Int, _ token: Int) -> Outcome? {
        guard case .packet(_, let descriptors) = control.receiveNext() else { _exit(ExitStatus.success) }
        let wanted = role == .base ? ForkPacket.descriptorCountOfBase : ForkPacket.descriptorCount
        guard descriptors.count == wanted else {
            return refuse(role, String(cString: strerror(EMFILE)), descriptors)
        }
        if let obstacle = obstacle(to: role) { return refuse(role, obstacle, descriptors) }
        if role == .base { return makeBase(control: descriptors[0], id, token) }
        let parent = getppid()
        let introduced = eventfd(0, Int32(EFD_CLOEXEC))
        guard introduced >= 0 else { return refuse(role, String(cString: strerror(errno)), descriptors) }
        defer { Syscalls.close(introduced) }
        let pid = cl_fork_sibling()
        if pid == 0 {
            become(descriptors, childOf: parent, role, token, introduced)
            return nil
        }
        let failure = errno
        guard pid > 0 else { return refuse(role, String(cString: strerror(failure)), descriptors) }
        // Before the copy has introduced itself, the zygote would kill it along with this process, as a copy that
        // nobody asked for. On an overloaded machine it may be long before the copy gets a processor.
        _ = Syscalls.poll(introduced, events: POLLIN, milliseconds: Self.patienceWithIntroductions)
        for descriptor in descriptors { Syscalls.close(descriptor) }
        return .forked(ForkedCopy(lastCall: hostCalls.lastCall))
    }

    /// How long a copy may take to introduce itself, in milliseconds. One that takes longer is lost if this process
    /// ends before it has.
    private static let patienceWithIntroductions: Int32 = 5_000

    /// Why a copy would be incomplete; nil if it would not.
    private func obstacle(to role: ForkRole) -> String? {
        // An answer that waits for a base is an exception: its run has ended.
        if depth > 1, role != .base || !baseRequest.isWaiting {
            return "a run of the context waits for a function of the program"
        }
        // The copy would lack the thread, and would wait for it at its next use of WebAssembly.
        if Syscalls.awaitSingleThread() { return nil }
        guard let name = Syscalls.nameOfSecondThread else { return "the engine has a thread of its own" }
        // The end of "Worklist Helper Thread". Other compilers' threads are switched off (`Engine.configure`).
        return name.hasSuffix("Helper Thread")
            ? "the engine is still compiling WebAssembly" : "the engine has a thread of its own, \(name)"
    }

    func refuse(_ role: ForkRole, _ reason: String, _ descriptors: [Int32]) -> Outcome {
        if role == .base { baseRequest.end(.refused) }
        for descriptor in descriptors { Syscalls.close(descriptor) }
        return .forkFailed(reason: reason)
    }

    /// Makes the copy a worker with pipes of its own.
    ///
    /// - Parameter introduced: an eventfd(2) by which the original learns that the zygote has been sent the token.
    private func become(
        _ descriptors: [Int32], childOf parent: pid_t, _ role: ForkRole, _ token: Int, _ introduced: Int32
    ) {
        // As long as these are open, the supervisor does not notice the original's end.
        pipe.replace(input: descriptors[0], output: descriptors[1])
        undo_forget()
        Syscalls.close(control.descriptor)
        control = PacketSocket(descriptor: descriptors[2])
        Syscalls.dieWithParent(parent)
        SharedDescriptors.replace()
        #if TESTABLE_WORKER
            if TestOptions.delaysIntroductions { usleep(500_000) }
        #endif
        withUnsafeBytes(of: token) { Syscalls.write(introductions, $0) }
        withUnsafeBytes(of: 1 as UInt64) { Syscalls.write(introduced, $0) }
        if role == .context { realm.separate() }
        pipe.send(.ready)
    }

    /// Collects garbage, because otherwise every copy would have to, and waits for WebAssembly's compiler, because a
    /// process cannot be copied before that has finished.
    func prepareForCopies() -> Outcome {
        realm.collectGarbage()
        while !Syscalls.awaitSingleThread() || RunLoop.turn() {}
        if let moduleLoader, moduleLoader.hasLoadedModules {
            // Otherwise every copy would have to sweep the memory in which it makes its first objects.
            for _ in 0..<2 { Rehearsal(realm).performModules(moduleLoader, hasRunScripts: true) }
        }
        return outcomeOfNothing()
    }

    /// Makes the copy an independent context. Handles of the original do not exist here, and its open host calls are
    /// answered to the original.
    func separate(handlePrefix: String) -> Outcome {
        realm.setHandlePrefix(handlePrefix)
        realm.forgetHandles()
        return outcome {
            abandonPromises()
            return .value(JSValueMakeUndefined(realm.user))
        }
    }
}
