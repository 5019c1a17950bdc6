import Isolates
import Wire

extension RPCSession {
    /// Does a run and returns the JSON of its result.
    ///
    /// - Parameters:
    ///   - parameter: the name of the parameter that an error names if the value is malformed.
    func result(
        of run: RunParameters, in served: ServedContext, valuesFrom parameter: String = "code",
        _ body: (RunOptions) async throws(VMError) -> RunResult
    ) async throws -> [UInt8] {
        let result = try await following(run, in: served, valuesFrom: parameter, body)
        return jsonObject { writer in
            writer.key("result")
            writer.raw(json(of: result, from: served))
        }
    }

    /// Does a run, and forgets the context if it is gone afterwards.
    func following<Result>(
        _ run: RunParameters, in served: ServedContext, valuesFrom parameter: String = "code",
        _ body: (RunOptions) async throws(VMError) -> Result
    ) async throws -> Result {
        let pass = enter(served)
        defer {
            if let pass { served.leave(pass) }
            retireIfGone(served)
        }
        do { return try await body(run.options) } catch {
            guard error.code != .invalidValue else { throw RPCError.invalidParams("\(parameter): \(error.message)") }
            throw self.error(error, run, from: served)
        }
    }

    /// The error of a run for the client. The handles in a thrown value are kept.
    ///
    /// - Parameter rest: the rest of the timeout, if the failed step had only that left.
    func error(
        _ error: VMError, _ run: RunParameters, from served: ServedContext, rest: Duration? = nil
    ) -> RPCError {
        if let thrown = error.exception?.value { handles.keep(all: thrown, of: served.id) }
        return RPCError(error, timeout: run.timeout, cpuTimeout: run.cpuTimeout, rest: rest)
    }

    /// The JSON of a result, without newlines. The handles in it are kept.
    func json(of result: RunResult, from served: ServedContext) -> [UInt8] {
        let json = result.json
        // Few results have handles: don't decode the others.
        if result.mayHaveTyped("\"handle\""), let value = try? result.value() {
            handles.keep(all: value, of: served.id)
            // If a script waits for this run, its handles end with a suffix that clients must not see.
            if json.contains(text: "#"), let encoded = try? value.json() { return encoded }
        }
        // A worker writes no newlines, but a compromised one could, and begin another message with it.
        return json.contains(text: "\n") ? json.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 } : json
    }

    /// The JSON of a result, and of the error that reading the sandbox after it met.
    func json(of result: RunResult, sandboxError: RPCError, from served: ServedContext) -> [UInt8] {
        jsonObject { writer in
            writer.key("result")
            writer.raw(json(of: result, from: served))
            writer.key("sandboxError")
            sandboxError.encode(into: &writer)
        }
    }

    /// The JSON of a result and a sandbox, in which no identifier stands for two objects.
    func json(of result: RunResult, sandbox: RunResult, from served: ServedContext) throws -> [UInt8] {
        try jsonObject { writer in
            guard [result, sandbox].allSatisfy({ $0.mayHaveTyped("\"id\"") }) else {
                writer.key("result")
                writer.raw(json(of: result, from: served))
                writer.key("sandbox")
                writer.raw(json(of: sandbox, from: served))
                return
            }
            var lastIdentifier = 0
            for (name, part) in [("result", result), ("sandbox", sandbox)] {
                let value = try part.value()
                handles.keep(all: value, of: served.id)
                writer.key(JSString(name))
                try value.encode(into: &writer, lastIdentifier: &lastIdentifier)
            }
        }
    }
}

extension RunResult {
    /// Whether it may have a member that belongs to a `$type`: a handle, or the identifier of an object that is met
    /// again. Objects of scripts often have members of the same name.
    ///
    /// - Parameter key: the member's name in quotation marks.
    fileprivate func mayHaveTyped(_ key: StaticString) -> Bool {
        json.contains(text: key) && json.contains(text: "\"$type\"")
    }
}

extension [UInt8] {
    fileprivate func contains(text: StaticString) -> Bool {
        withUnsafeBytes { bytes in
            StreamIO.contains(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), in: bytes)
        }
    }
}
