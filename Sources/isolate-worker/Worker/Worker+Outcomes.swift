import CJavaScriptCore
import Wire

extension Worker {
    /// Does some work in the user's realm, runs its microtasks, and encodes the result.
    ///
    /// As in Node, the result is the one before the microtasks run, unless the context's `microtaskMode` is
    /// `afterEvaluate`.
    ///
    /// - Parameters:
    ///   - script: the script that runs, for its options and the places of errors; nil if there is none.
    ///   - awaitsPromise: whether the result is awaited.
    ///   - inspects: whether the result is also shown as `util.inspect` does.
    ///   - remembers: whether to keep the result as the variable `_`, or what was thrown as `_error`.
    ///   - untilIdle: whether to continue until nothing is pending.
    func outcome(
        of script: CompiledScript? = nil, awaitsPromise: Bool = false, inspects: Bool = false, remembers: Bool = false,
        untilIdle: Bool = false, _ work: () -> Completion
    ) -> Outcome {
        let outcome = outcomeOfRun(
            of: script, awaitsPromise: awaitsPromise, inspects: inspects, remembers: remembers, work)
        guard untilIdle, case .result = outcome else { return outcome }
        while let turn = awaitSettling(timersKeepRunning: false) {
            guard case .thrown(let thrown) = turn else { continue }
            if remembers { remember(.thrown(thrown)) }
            return describe(thrown, of: script, inspects: inspects)
        }
        return outcome
    }

    private func outcomeOfRun(
        of script: CompiledScript?, awaitsPromise: Bool, inspects: Bool, remembers: Bool, _ work: () -> Completion
    ) -> Outcome {
        defer { if needsRunLoop { RunLoop.turn() } }
        if needsRunLoop { RunLoop.turn() }
        JSLock(realm.user)
        var completion = work()
        if awaitsPromise, case .value(let value) = completion {
            // Microtasks settle the awaited value. They run when the lock is released.
            let awaiting = Awaiting(value, in: realm)
            JSUnlock(realm.user)
            completion = awaiting.wait(self)
            if remembers { remember(completion) }
            return encode(completion, of: script, inspects: inspects)
        }
        if remembers { remember(completion) }
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

    private func remember(_ completion: Completion) {
        let name =
            switch completion {
            case .value: "_"
            case .thrown: "_error"
            }
        let context = realm.modules.context
        _ = callFunction(
            context, realm.modules.rememberGlobal,
            [makeEngineValue(context, JSString(name)), completion.reference], nil)
    }

    /// The outcome of running only the microtasks.
    func outcomeOfNothing() -> Outcome {
        outcome { .value(JSValueMakeUndefined(realm.user)) }
    }

    private func encode(_ completion: Completion, of script: CompiledScript?, inspects: Bool) -> Outcome {
        switch completion {
        case .thrown(let exception): return describe(exception, of: script, inspects: inspects)
        case .value(let value):
            switch realm.encode(value, limits: options, sharesHandles: depth == 1) {
            case .json(let json): return .result(json, inspected: inspects ? inspected(value) : nil)
            case .tooLarge(let limit): return .tooLarge(limit)
            case .thrown(let exception): return describe(exception, of: script, inspects: inspects)
            }
        }
    }

    private func describe(_ exception: JSValueRef, of script: CompiledScript?, inspects: Bool) -> Outcome {
        var thrown = exception
        var column: Int?
        var isCompilation = false
        if let script, script.source.isModule {
            let context = realm.modules.context
            isCompilation = JSValueToBoolean(
                context, callFunction(context, realm.modules.isModuleError, [exception], nil))
        } else if let script, let error = realm.syntaxErrorPlace(exception, in: script) {
            isCompilation = true
            thrown = error.error
            column = error.column
        }
        let displayErrors = script?.source.displayErrors ?? false
        return
            switch description(
                of: thrown, displayErrors: displayErrors, column: column, sharesHandles: depth == 1,
                inspects: inspects || isCompilation)
        {
        case .json(let json): .exception(json, isCompilation: isCompilation)
        case .tooLarge(let limit): .tooLarge(limit)
        case .thrown: .exception(unreadable, isCompilation: isCompilation)
        }
    }

    /// The JSON of the `ExceptionMessage` for a thrown value.
    ///
    /// - Parameters:
    ///   - column: the column of a syntax error.
    ///   - tellsAll: whether a value that exceeds a limit is replaced by its text.
    func description(
        of thrown: JSValueRef, displayErrors: Bool, column: Int? = nil, sharesHandles: Bool, inspects: Bool,
        tellsAll: Bool = false
    ) -> Encoded {
        let context = realm.modules.context
        // A UTF-16 unit is at most three bytes of UTF-8.
        for maximumLength in [options.maximumLength, options.maximumLength / 3] {
            let arguments: [JSValueRef?] = [
                thrown, JSValueMakeBoolean(context, displayErrors),
                JSValueMakeNumber(context, Double(options.maximumDepth)),
                JSValueMakeNumber(context, Double(maximumLength)),
                column.map { JSValueMakeNumber(context, Double($0)) } ?? JSValueMakeUndefined(context),
                JSValueMakeBoolean(context, sharesHandles), JSValueMakeBoolean(context, inspects),
                JSValueMakeBoolean(context, tellsAll),
            ]
            // If not even the stack for that is left, nothing can be said about the value.
            guard let text = callFunction(context, realm.modules.describe, arguments, nil) else {
                return .json(unreadable)
            }
            let description = realm.text(of: text, limits: options)
            if case .tooLarge(.length) = description { continue }
            return description
        }
        return .tooLarge(.length)
    }
}

/// The description of a thrown value that can't be read.
private let unreadable = Array(#"{"value":{"$type":"undefined"}}"#.utf8)

extension Completion {
    var reference: JSValueRef {
        switch self {
        case .value(let value), .thrown(let value): value
        }
    }
}
