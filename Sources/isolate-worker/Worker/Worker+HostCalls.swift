import CJavaScriptCore
import Wire

extension Worker {
    /// The result of waiting for something that may settle a promise.
    enum Turn {
        case done
        /// A timer's callback threw this.
        case thrown(JSValueRef)
    }

    /// Waits for something that may settle a promise: a message, a timer, or a turn of the engine's run loop.
    ///
    /// - Parameter timersKeepRunning: whether a timer is worth waiting for even if a script has called its `unref`. It
    ///   is for an awaited promise, which such a timer may settle.
    /// - Returns: nil if nothing can happen that would settle one.
    func awaitSettling(timersKeepRunning: Bool) -> Turn? {
        var milliseconds = Double.infinity
        var keepsRunning = false
        switch webGlobals?.runDue() ?? .nonePending {
        case .threw(let thrown): return .thrown(thrown)
        case .haveRun:
            // Timers that follow each other without a pause must not delay an answer or the compiler.
            if needsRunLoop { RunLoop.turn() }
            if hostCalls.hasPromises, pipe.waitForRequest(milliseconds: 0) { serveOne() }
            return .done
        case .wait(let time, let keep): (milliseconds, keepsRunning) = (time, keep || timersKeepRunning)
        case .nonePending: break
        }
        let isCompiling = isCompilingWasm
        // The compiler puts its results on the run loop before its thread ends.
        if needsRunLoop, RunLoop.turn(), !isCompiling { return .done }
        guard keepsRunning || isCompiling || hostCalls.hasPromises else { return nil }
        if milliseconds.isInfinite, !isCompiling {
            serveOne()
            return .done
        }
        let longest = min(milliseconds, isCompiling ? 1 : 60_000)
        if pipe.waitForRequest(milliseconds: Int32(longest.rounded(.up))) { serveOne() }
        return .done
    }

    /// The only other thread that this process can have is that of WebAssembly's compiler.
    private var isCompilingWasm: Bool { needsRunLoop && !Syscalls.isSingleThreaded }

    /// Calls a host function and waits for its answer. Meanwhile the worker serves requests, because the function may
    /// call back.
    func callHost(_ handle: JSValueRef, this: JSValueRef, _ arguments: JSValueRef) -> Completion {
        let call: Int
        switch sendCall(handle, this: this, arguments, isAsync: false) {
        case .success(let sent): call = sent
        case .failure(let failure): return .thrown(failure.exception)
        }
        while true {
            if let answer = hostCalls.takeAnswer(of: call) { return completion(of: answer) }
            serveOne()
        }
    }

    /// Calls a host function whose answer settles a promise. Returns an exception if the call could not be sent.
    func callHostAsync(
        _ handle: JSValueRef, this: JSValueRef, _ arguments: JSValueRef, resolve: JSValueRef, reject: JSValueRef
    ) -> JSValueRef? {
        switch sendCall(handle, this: this, arguments, isAsync: true) {
        case .failure(let failure): return failure.exception
        case .success(let call):
            JSValueProtect(realm.user, resolve)
            JSValueProtect(realm.user, reject)
            hostCalls.keep(
                resolve: JSValueToObject(realm.user, resolve, nil), reject: JSValueToObject(realm.user, reject, nil),
                of: call)
            return nil
        }
    }

    /// Handles an answer: it settles a promise, or is kept for the call that waits for it.
    func settle(_ call: Int, _ answer: HostAnswer) {
        guard let promise = hostCalls.takePromise(of: call) else { return hostCalls.keep(answer, of: call) }
        settle(promise, completion(of: answer))
    }

    /// Rejects the promises whose answers will not come.
    func abandonPromises() {
        for promise in hostCalls.takePromises() {
            let message = "The call was made by the context that this one was forked from, and is answered there"
            settle(promise, .thrown(realm.makeError("Error", message)))
        }
    }

    private func settle(_ promise: (resolve: JSObjectRef, reject: JSObjectRef), _ completion: Completion) {
        defer {
            JSValueUnprotect(realm.user, promise.resolve)
            JSValueUnprotect(realm.user, promise.reject)
        }
        switch completion {
        case .value(let value): _ = callFunction(realm.user, promise.resolve, [value], nil)
        case .thrown(let reason): _ = callFunction(realm.user, promise.reject, [reason], nil)
        }
    }

    /// Unchecked: an error must be Sendable, and a worker has one thread.
    private struct CallFailure: Error, @unchecked Sendable {
        let exception: JSValueRef
    }

    private func sendCall(
        _ handle: JSValueRef, this: JSValueRef, _ arguments: JSValueRef, isAsync: Bool
    ) -> Result<Int, CallFailure> {
        switch (encodeForHost(arguments), encodeThis(this)) {
        case (.failure(let failure), _), (_, .failure(let failure)): return .failure(failure)
        case (.success(let arguments), .success(let this)):
            let text = JSValueToStringCopy(realm.user, handle, nil)!
            defer { JSStringRelease(text) }
            let call = hostCalls.next()
            pipe.send(
                .hostCall(
                    HostCall(
                        call: call, handle: isolate_worker.text(of: text).description, this: this, arguments: arguments,
                        isAsync: isAsync)))
            return .success(call)
        }
    }

    /// The receiver of a call. None is sent for a call without one, or for the global object, which may be large and
    /// tells nothing.
    private func encodeThis(_ this: JSValueRef) -> Result<[UInt8]?, CallFailure> {
        if JSValueIsUndefined(realm.user, this) || JSValueIsNull(realm.user, this) { return .success(nil) }
        if JSValueIsStrictEqual(realm.user, this, JSContextGetGlobalObject(realm.user)) { return .success(nil) }
        return encodeForHost(this).map { $0 }
    }

    private func encodeForHost(_ value: JSValueRef) -> Result<[UInt8], CallFailure> {
        switch realm.encode(value, limits: options, sharesHandles: false) {
        case .json(let json): .success(json)
        case .thrown(let exception): .failure(CallFailure(exception: exception))
        case .tooLarge(let limit):
            .failure(CallFailure(exception: realm.makeError("RangeError", tooLargeMessage(limit))))
        }
    }

    func tooLargeMessage(_ limit: ValueLimit) -> String {
        switch limit {
        case .depth: "The value is nested deeper than \(options.maximumDepth) levels and can't be passed"
        case .length: "The value is longer than \(options.maximumLength) bytes once encoded and can't be passed"
        }
    }

    private func completion(of answer: HostAnswer) -> Completion {
        switch answer {
        case .returned(let json): decoded(json, asReturned: true)
        case .threw(let json): decoded(json, asReturned: false)
        case .failed(let message): .thrown(realm.makeError("Error", message))
        }
    }

    private func decoded(_ json: [UInt8], asReturned: Bool) -> Completion {
        switch realm.decode(json) {
        case .value(let value): asReturned ? .value(value) : .thrown(value)
        case .malformed(let message): .thrown(realm.makeError("TypeError", message))
        }
    }
}
