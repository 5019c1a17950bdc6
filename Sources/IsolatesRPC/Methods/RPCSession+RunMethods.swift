import Isolates
import Wire

extension RPCSession {
    func runInContext(_ parameters: inout Parameters) throws -> Work {
        let id = try parameters.requiredString("context")
        let source = try RunSource(&parameters)
        let run = try RunParameters(&parameters, limits)
        try parameters.finish()
        let (served, script) = (try served(id), try script(source))
        return .inTurn(served.lane, awaitsPromise: run.options.awaitPromise) { [self] in
            try await result(of: run, in: served) { options throws(VMError) in
                try await served.context.run(script, options)
            }
        }
    }

    func runInThisContext(_ parameters: inout Parameters) throws -> Work {
        let source = try RunSource(&parameters)
        let run = try RunParameters(&parameters, limits)
        try parameters.finish()
        let script = try script(source)
        return .inTurn(mainLane, awaitsPromise: run.options.awaitPromise) { [self] in
            let served = try await servedMainContext(runsModule: source.isModule)
            return try await result(of: run, in: served) { options throws(VMError) in
                try await served.context.run(script, options)
            }
        }
    }

    /// The context of `runInThisContext`: the supervisor's, or one of the session if the client shares the supervisor
    /// with others.
    ///
    /// - Parameter runsModule: whether a context that is made here can run modules.
    private func servedMainContext(runsModule: Bool) async throws -> ServedContext {
        guard options.gate != nil else {
            let context = try await supervisor.thisContext(runsModule: runsModule)
            return contexts[context.id] ?? serve(context, in: mainLane)
        }
        if let id = mainContext.withLock({ $0 }) { return try served(id) }
        var contextOptions = ContextOptions(memoryLimit: limits.memoryLimit)
        if runsModule { contextOptions.takeModules() }
        let context = try await supervisor.createContext(options: contextOptions)
        mainContext.withLock { $0 = context.id }
        return serve(context, in: mainLane)
    }

    func runInNewContext(_ parameters: inout Parameters) throws -> Work {
        // First, so that `sourceMaps` is the context's, and holds for what the code imports, too.
        let context = try ContextParameters(&parameters, lifetime: lifetime, limits)
        let source = try RunSource(&parameters)
        let run = try RunParameters(&parameters, limits)
        try parameters.finish()
        let script = try script(source)
        let template = try context.template.map { try findTemplate($0) }
        return .aside { [self] in
            let made = try await context.discarding(runsModule: source.isModule).make(in: self, from: template)
            return try await runInNewContext(made, script, run)
        }
    }

    /// Runs a script and then reads the sandbox, within one timeout. The context stays as long as the client has
    /// handles of it.
    private func runInNewContext(_ context: Context, _ script: Script, _ run: RunParameters) async throws -> [UInt8] {
        let id = context.id
        let served = serve(context, in: Lane { [weak self] in self?.disposeIfUnused(id) }, isTransient: true)
        served.lane.hold(awaitsPromise: run.options.awaitPromise)
        defer { served.lane.release(awaitsPromise: run.options.awaitPromise) }
        do {
            let results = try await following(run, in: served) {
                options throws(VMError) -> (RunResult, Result<RunResult, RPCError>) in
                let start = ContinuousClock.now
                let result = try await context.run(script, options)
                var rest = options
                rest.timeout = options.timeout.map { max($0 - (ContinuousClock.now - start), .nanoseconds(1)) }
                do throws(VMError) {
                    return (result, .success(try await context.sandboxResult(rest)))
                } catch {
                    return (result, .failure(self.error(error, run, from: served, rest: rest.timeout)))
                }
            }
            defer { if !handles.isEmpty(context: id) { CurrentPass.pass?.made(context) } }
            switch results.1 {
            case .success(let sandbox): return try json(of: results.0, sandbox: sandbox, from: served)
            case .failure(let error): return json(of: results.0, sandboxError: error, from: served)
            }
        } catch {
            await served.lane.drainEvents()
            throw error
        }
    }

    func callFunction(_ parameters: inout Parameters) throws -> Work {
        let handle = try parameters.requiredString("handle")
        let this = try parameters.value("this", lifetime: lifetime)
        let arguments = try parameters.require("args", try parameters.array("args", lifetime: lifetime))
        let run = try RunParameters(&parameters, limits)
        try parameters.finish()
        let (target, served) = try target(handle)
        guard case .function(let function) = target else {
            throw RPCError.invalidParams("handle: \(handle) is a promise's")
        }
        return .inTurn(served.lane, awaitsPromise: run.options.awaitPromise) { [self] in
            try await result(of: run, in: served, valuesFrom: "args") { options throws(VMError) in
                try await function.call(arguments, this: this, options)
            }
        }
    }

    func awaitPromise(_ parameters: inout Parameters) throws -> Work {
        let handle = try parameters.requiredString("handle")
        let run = try RunParameters(&parameters, limits)
        try parameters.finish()
        let (target, served) = try target(handle)
        guard case .promise(let promise) = target else {
            throw RPCError.invalidParams("handle: \(handle) is a function's")
        }
        return .inTurn(served.lane, awaitsPromise: true) { [self] in
            try await result(of: run, in: served) { options throws(VMError) in try await promise.result(options) }
        }
    }

    func releaseFunction(_ parameters: inout Parameters) throws -> Work {
        let handle = try parameters.requiredString("handle")
        try parameters.finish()
        return .now { [self] in
            guard let context = handles.release(handle) else { throw Self.noHandle(handle) }
            disposeIfUnused(context)
            return Self.null
        }
    }
}
