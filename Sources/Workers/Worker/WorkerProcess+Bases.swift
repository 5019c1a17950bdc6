import Wire

// A base is a copy of a worker that waits until it is told to restore a commit. A commit is named by the request whose
// answer it preceded (CUndo).

extension WorkerProcess {
    /// Tells a worker that waits for a base to make one, and returns at once.
    ///
    /// - Parameters:
    ///   - start: the base. The worker gets its descriptors.
    ///   - request: the request whose answer waits.
    ///   - handler: called before that request is answered, with the reason if there is no base, otherwise with nil.
    ///     The base may not be ready by then; messages for it are held back until it is.
    package func makeBase(
        _ start: Start, for request: Int, handler: @escaping @Sendable (ForkFailure?) -> Void
    ) {
        let base = start.worker
        base.watchStart()
        zygote.expect(base) { [self] token in
            send(start.descriptors, for: base)
            askForBase(token: token, for: request) { [zygote] answer in
                do throws(ForkFailure) {
                    _ = try Self.forkedCopy(answer)
                    base.expectToBeThereSoon()
                    handler(nil)
                } catch {
                    base.end(.unavailable(reason: "it was not forked: \(error.reason)"))
                    zygote.forget(base)
                    handler(error)
                }
            }
        } failed: { [self] in
            refuseBase(for: request) { handler(ForkFailure(reason: base.end?.description ?? "the zygote is gone")) }
        }
    }

    /// Tells a worker that waits for a base to answer without one.
    ///
    /// - Parameters:
    ///   - request: the request whose answer waits.
    ///   - handler: called before that request is answered, or ends without an answer.
    package func refuseBase(for request: Int, handler: @escaping @Sendable () -> Void) {
        // A fork packet without descriptors: the worker cannot make a base.
        pipes.control.send(PacketSender.Packet(ZygoteRequest.fork(worker: number).packet()) { _ in })
        askForBase(token: 0, for: request) { _ in handler() }
    }

    /// From here on, nothing keeps the worker from answering in time.
    private func askForBase(token: Int, for request: Int, handler: @escaping @Sendable (Answer) -> Void) {
        let timer = reactor.schedule(after: Self.patience.boundedNanoseconds) { [self] in
            expire(request, .violation("it did not answer within \(Self.patience), though it could make its base"))
        }
        if !state.withLock({ $0.keepBaseTimer(timer, of: request) }) { reactor.cancel(timer) }
        send({ Request.fork(id: $0, .base, token: token).frame() }, handler: handler)
    }

    /// Tells a base to restore a commit. Whatever is sent to it afterwards reaches it as the worker that it has become.
    ///
    /// - Parameters:
    ///   - commit: the request whose commit is restored.
    ///   - lastCall: the last host call that the commit knows of.
    /// - Throws: if no descriptors are left for its pipes. The base is not changed then.
    package func restore(asOf commit: Int, lastCall: Int) throws(SystemError) {
        // These may be from the descriptors that are reserved for the rest of the program: the worker before has just
        // given back twice as many.
        let (reading, writing) = try pipes.open()
        try pipes.register(self)
        state.withLock { $0.beginRestore(lastCall: lastCall) }
        pipes.control.send(
            PacketSender.Packet(RestoreMessage.bytes(asOf: commit), [reading, writing]) { [self] reason in
                end(.unavailable(reason: "it could not be told to restore: \(reason)"))
            })
        watchStart(Self.patience) {
            .unavailable(reason: "it did not restore within \(Self.patience); is the machine overloaded?")
        }
    }
}
