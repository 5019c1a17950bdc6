import Isolates

extension RPCSession {
    /// Takes the answer of one request.
    typealias Answer = @Sendable (Result<[UInt8], RPCError>) -> Void

    /// Begins the work of a request.
    ///
    /// - Parameters:
    ///   - id: by which the request can be cancelled.
    ///   - onCaller: whether the caller's thread does it as far as it needs to wait for nothing.
    ///   - answer: is called once, unless this throws.
    /// - Throws: what the request is answered with.
    func begin(
        _ name: String, _ parameters: inout Parameters, id: RequestID?, onCaller: Bool = false,
        _ answer: @escaping Answer
    ) throws {
        guard let method = Self.methods[name] else { throw RPCError.methodNotFound(name) }
        parameters.hasClientFunctions = options.hasClientFunctions
        switch try method.body(self)(&parameters) {
        case .now(let body): answer(Result(catching: body).mapError(describe))
        case .aside(let body):
            let pass = try pass(for: method.work, isInLiveContext: false)
            job(id, awaitsPromise: false, pass, answer, body).start(onCaller: onCaller)
        case .inTurn(let lane, let awaitsPromise, let body):
            let pass = try pass(for: method.work, isInLiveContext: lane !== mainLane)
            let job = job(id, awaitsPromise: awaitsPromise, pass, answer) {
                do { return try await body() } catch {
                    // The notifications of a run that was killed come before its answer, too.
                    await lane.drainEvents()
                    throw error
                }
            }
            lane.enqueue(job, onCaller: onCaller)
        }
    }

    private func pass(for work: RPCWork, isInLiveContext: Bool) throws(RPCError) -> (any RPCPass)? {
        if case .free = work { return nil }
        return try options.gate?.arrive(work, isInLiveContext: isInLiveContext)
    }

    private func job(
        _ id: RequestID?, awaitsPromise: Bool, _ pass: (any RPCPass)?, _ answer: @escaping Answer,
        _ body: @escaping Work.Body
    ) -> Job {
        let number = requests.begin()
        let end: Answer = { [self] result in
            requests.end(number)
            answer(result)
            requests.answered()
        }
        let job = Job(
            awaitsPromise: awaitsPromise,
            body: { [self] willAnswer in
                let result = await result(of: body, pass)
                willAnswer()
                end(result)
            },
            refuse: {
                pass?.end(.cancelled)
                end(.failure(.cancelled))
            })
        requests.name(number, id, job)
        return job
    }

    private func result(of body: Work.Body, _ pass: (any RPCPass)?) async -> Result<[UInt8], RPCError> {
        do {
            try await pass?.begin(isNested: HostCallScope.current != nil)
            let json = try await CurrentPass.$pass.withValue(pass) { try await body() }
            pass?.end(nil)
            return .success(json)
        } catch {
            let error = describe(error)
            pass?.end(error)
            return .failure(error)
        }
    }
}
