import CJavaScriptCore
import Wire

extension Worker {
    /// Does a piece of work in the user's realm, with its microtasks, and encodes what came of it.
    ///
    /// As in Node, the result is what stands before the microtasks run, unless the context's `microtaskMode` is
    /// `afterEvaluate`.
    ///
    /// - Parameters:
    ///   - script: the script at work, whose options and place errors are described with; nil where none is.
    ///   - awaitsPromise: whether the result is what `await` would give.
    ///   - inspects: whether the result is shown as `util.inspect` does, too.
    ///   - untilIdle: whether to go on until nothing is pending.
    func outcome(
        of script: CompiledScript? = nil, awaitsPromise: Bool = false, inspects: Bool = false, untilIdle: Bool = false,
        _ work: () -> Completion
    ) -> Outcome {
        let outcome = outcomeOfRun(of: script, awaitsPromise: awaitsPromise, inspects: inspects, work)
        guard untilIdle, case .result = outcome else { return outcome }
        while canSettlePromises {
            if let thrown = awaitSettling() { return describe(thrown, of: script) }
        }
        return outcome
    }

    private func outcomeOfRun(
        of script: CompiledScript?, awaitsPromise: Bool, inspects: Bool, _ work: () -> Completion
    ) -> Outcome {
        defer { if needsRunLoop { RunLoop.turn() } }
        if needsRunLoop { RunLoop.turn() }
        JSLock(realm.user)
        var completion = work()
        if awaitsPromise, case .value(let value) = completion {
            // What is awaited is settled by microtasks, which run when the lock goes.
            let awaiting = Awaiting(value, in: realm)
            JSUnlock(realm.user)
            completion = awaiting.wait(self)
            return encode(completion, of: script, inspects: inspects)
        }
        if options.takesResultAfterMicrotasks {
            let value = completion.reference
            JSValueProtect(realm.user, value)
            JSUnlock(realm.user)
            defer { JSValueUnprotect(realm.user, value) }
            return encode(completion, of: script, inspects: inspects)
        }
        let outcome = encode(completion, of: script, inspects: inspects)
        JSUnlock(realm.user)
        return outcome
    }

    /// What comes of nothing but the microtasks.
    func outcomeOfNothing() -> Outcome {
        outcome { .value(JSValueMakeUndefined(realm.user)) }
    }

    private func encode(_ completion: Completion, of script: CompiledScript?, inspects: Bool) -> Outcome {
        switch completion {
        case .thrown(let exception): return describe(exception, of: script)
        case .value(let value):
            switch realm.encode(value, limits: options) {
            case .json(let json): return .result(json, inspected: inspects ? inspected(value) : nil)
            case .tooLarge(let limit): return .tooLarge(limit)
            case .thrown(let exception): return describe(exception, of: script)
            }
        }
    }

    private func describe(_ exception: JSValueRef, of script: CompiledScript?) -> Outcome {
        let context = realm.modules.context
        var thrown = exception
        var column = JSValueMakeUndefined(context)!
        var isCompilation = false
        if let script, script.source.isModule {
            isCompilation = JSValueToBoolean(
                context, callFunction(context, realm.modules.isModuleError, [exception], nil))
        } else if let script, let error = realm.syntaxErrorPlace(exception, in: script) {
            isCompilation = true
            thrown = error.error
            if let found = error.column { column = JSValueMakeNumber(context, Double(found)) }
        }
        let arguments: [JSValueRef?] = [
            thrown, JSValueMakeBoolean(context, script?.source.displayErrors ?? false),
            JSValueMakeNumber(context, Double(options.maximumDepth)),
            JSValueMakeNumber(context, Double(options.maximumLength)),
            column,
        ]
        let description = callFunction(context, realm.modules.describe, arguments, nil)
        switch description.map({ realm.text(of: $0, limits: options) }) {
        case .json(let json): return .exception(json, isCompilation: isCompilation)
        case .tooLarge(let limit): return .tooLarge(limit)
        // Not even the stack for that was left.
        case .thrown, nil:
            return .exception(Array(#"{"value":{"$type":"undefined"}}"#.utf8), isCompilation: isCompilation)
        }
    }
}

extension Completion {
    var reference: JSValueRef {
        switch self {
        case .value(let value), .thrown(let value): value
        }
    }
}
