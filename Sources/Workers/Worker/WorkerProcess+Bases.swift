import Wire

// A base is a copy that waits until it is told to go on as of a commit, which an answer tells of (CUndo).

extension WorkerProcess {
    /// How long a worker may take to make a base and to answer, and a base to restore. A large process takes some ten
    /// milliseconds, and one whose machine is overloaded waits for its turn.
    private static let patienceWithBases = Duration.seconds(10)

    /// Has a worker that waits for a base make one, and waits for nothing.
    ///
    /// - Parameters:
    ///   - start: of the base; its descriptors go to it.
    ///   - request: the request whose answer waits.
    ///   - handler: is told, before that request is answered, why there is no base; nil where there is one. It may
    ///     still have to come; what is sent to it meanwhile is kept for it.
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

    /// Has a worker that waits for a base go on without one.
    ///
    /// - Parameters:
    ///   - request: the request whose answer waits.
    ///   - handler: is called before that request is answered, or ends without an answer.
    package func refuseBase(for request: Int, handler: @escaping @Sendable () -> Void) {
        // Without descriptors it can make none.
        pipes.control.send(PacketSender.Packet(ZygoteRequest.fork(worker: number).packet()) { _ in })
        askForBase(token: 0, for: request) { _ in handler() }
    }

    /// From now on nobody keeps the worker from answering.
    private func askForBase(token: Int, for request: Int, handler: @escaping @Sendable (Answer) -> Void) {
        let patience = Self.patienceWithBases
        let timer = reactor.schedule(after: patience.boundedNanoseconds) { [self] in
            expire(request, .violation("it did not answer within \(patience), though it could make its base"))
        }
        if !state.withLock({ $0.keepBaseTimer(timer, of: request) }) { reactor.cancel(timer) }
        send({ Request.fork(id: $0, .base, token: token).frame() }, handler: handler)
    }

    /// Has a base go on as of a commit. What is sent to it from now on it gets as that worker.
    ///
    /// - Parameters:
    ///   - commit: the request that was committed.
    ///   - lastCall: the last host call that the commit knows of.
    /// - Throws: where no descriptor is left for its pipes. It is as it was.
    package func restore(asOf commit: Int, lastCall: Int) throws(SystemError) {
        // From the descriptors that are left to the rest of the program, if need be: the worker before has just given
        // back twice as many as these pipes take.
        let (reading, writing) = try pipes.open()
        try pipes.register(self)
        state.withLock { $0.beginRestore(lastCall: lastCall) }
        pipes.control.send(
            PacketSender.Packet(RestoreMessage.bytes(asOf: commit), [reading, writing]) { [self] reason in
                end(.unavailable(reason: "it could not be told to restore: \(reason)"))
            })
        let patience = Self.patienceWithBases
        watchStart(patience.boundedNanoseconds) { .violation("it did not restore within \(patience)") }
    }
}
