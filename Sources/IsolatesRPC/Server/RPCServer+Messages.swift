import Isolates
import Wire

extension RPCServer {
    /// Takes what the reader brings.
    ///
    /// - Returns: whether there may be more.
    func receive(_ next: LineReader.Next) -> Bool {
        switch next {
        case .line(let line): receive(line)
        case .lineTooLong:
            answer(nil, .failure(.parseError("a line is longer than \(LineReader.maximumLength) bytes, the limit")))
        case .end: return false
        }
        return true
    }

    private func receive(_ line: [UInt8]) {
        guard line.contains(where: { !Self.isSpace($0) }) else { return }
        do throws(RPCError) {
            let message = try IncomingMessage(line)
            if isAnswer(message) { settle(message) } else { receive(message) }
        } catch {
            answer(nil, .failure(error))
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    /// Whether a message answers a request of ours; a malformed answer to one that is open counts, too.
    private func isAnswer(_ message: IncomingMessage) -> Bool {
        if message.isResponse { return true }
        guard !message.hasMethod, let id = message.id?.integer else { return false }
        return calls.isOpen(id)
    }

    /// Hands an answer on; one that nobody waits for is ignored.
    private func settle(_ message: IncomingMessage) {
        guard let id = message.id?.integer, calls.isOpen(id) else { return }
        calls.settle(
            id, ClientAnswer(message, takesWholeResult: calls.takesWholeResult(id)) { [self] in lifetime(of: &$0) })
    }

    private func receive(_ message: IncomingMessage) {
        do {
            try message.validate()
            let name = try message.method()
            guard let method = Self.methods[name] else { throw RPCError.methodNotFound(name) }
            var parameters = try Parameters(of: message)
            let work = try method(self)(&parameters)
            begin(work, for: message.id)
        } catch {
            let error = describe(error)
            // A notification is not answered; what is no JSON-RPC message may not be one.
            if message.hasID || error.code == RPCError.invalidRequestCode { answer(message.id, .failure(error)) }
        }
    }

    private func begin(_ work: Work, for id: RequestID?) {
        switch work {
        case .now(let body):
            let result = Result(catching: body).mapError(describe)
            if let id { answer(id, result) }
        case .aside(let body):
            let job = job(for: id, awaitsPromise: false, body)
            job.start()
        case .inTurn(let lane, let awaitsPromise, let body):
            lane.enqueue(
                job(for: id, awaitsPromise: awaitsPromise) {
                    do { return try await body() } catch {
                        // What a run that was killed had written comes before its answer, too.
                        await lane.drainEvents()
                        throw error
                    }
                })
        }
    }

    private func job(for id: RequestID?, awaitsPromise: Bool, _ body: @escaping Work.Body) -> Job {
        let number = requests.begin()
        let end: @Sendable (Result<[UInt8], RPCError>) -> Void = { [self] result in
            requests.end(number)
            if let id { answer(id, result) }
            requests.answered()
        }
        let job = Job(
            awaitsPromise: awaitsPromise,
            body: { [self] willAnswer in
                let result: Result<[UInt8], RPCError>
                do { result = .success(try await body()) } catch { result = .failure(describe(error)) }
                willAnswer()
                end(result)
            },
            refuse: { end(.failure(.cancelled)) })
        if let id { requests.name(number, id, job) }
        return job
    }

    private func answer(_ id: RequestID?, _ result: Result<[UInt8], RPCError>) {
        output.write(OutgoingMessage.answer(to: id, result))
    }

    /// An error as the client is told it.
    private func describe(_ error: any Error) -> RPCError {
        let described =
            switch error {
            case let error as RPCError: error
            case let error as VMError: RPCError(error)
            default: RPCError.unavailable("\(error)")
            }
        guard isShuttingDown, described.code == RPCError.Kind.disposed.code else { return described }
        return .unavailable("the supervisor is shutting down")
    }
}
