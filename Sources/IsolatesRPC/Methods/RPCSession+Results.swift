import Isolates
import Wire

extension RPCSession {
    /// Does a run and gives its result's JSON.
    ///
    /// - Parameters:
    ///   - parameter: where a value that turns out to be malformed came from.
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

    /// Does a run, and takes note of what becomes of its context.
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

    /// How a run ended, for the client, with the handles in what was thrown kept.
    ///
    /// - Parameter rest: what was left of the timeout, where that was the limit.
    func error(
        _ error: VMError, _ run: RunParameters, from served: ServedContext, rest: Duration? = nil
    ) -> RPCError {
        if let thrown = error.exception?.value { handles.keep(all: thrown, of: served.id) }
        return RPCError(error, timeout: run.timeout, cpuTimeout: run.cpuTimeout, rest: rest)
    }

    /// A result as it came, fit for a line, with the handles in it kept.
    func json(of result: RunResult, from served: ServedContext) -> [UInt8] {
        let json = result.json
        // Only a name that says so leads to a handle, and few results have one.
        if json.contains(text: "\"handle\""), let value = try? result.value() {
            handles.keep(all: value, of: served.id)
            // Where a script waits for this run, its handles have what is no client's business behind them.
            if json.contains(UInt8(ascii: "#")), let encoded = try? value.json() { return encoded }
        }
        // A worker writes no newline; one that was taken over must not be able to.
        return json.contains(UInt8(ascii: "\n")) ? json.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 } : json
    }

    /// A result, and why the sandbox after it can't be read.
    func json(of result: RunResult, sandboxError: RPCError, from served: ServedContext) -> [UInt8] {
        jsonObject { writer in
            writer.key("result")
            writer.raw(json(of: result, from: served))
            writer.key("sandboxError")
            sandboxError.encode(into: &writer)
        }
    }

    /// A result and a sandbox, in which no identifier stands for two objects.
    func json(of result: RunResult, sandbox: RunResult, from served: ServedContext) throws -> [UInt8] {
        try jsonObject { writer in
            guard result.json.contains(text: "\"id\""), sandbox.json.contains(text: "\"id\"") else {
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

extension [UInt8] {
    fileprivate func contains(text: StaticString) -> Bool {
        withUnsafeBytes { bytes in
            System.contains(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), in: bytes)
        }
    }
}
