/// What holds for one run, as Node's `vm` takes it.
package struct RunOptions: Sendable {
    package var timeout: Duration?
    package var cpuTimeout: Duration?
    package var breakOnSigint = false
    package var awaitPromise = false
    /// Whether the result comes as `util.inspect` shows it, too.
    package var inspectsResult = false
    /// Whether the run goes on until nothing of the context is pending: no timer, promise job or open host call.
    package var untilIdle = false

    package init(
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false,
        inspectsResult: Bool = false
    ) {
        self.timeout = timeout
        self.cpuTimeout = cpuTimeout
        self.breakOnSigint = breakOnSigint
        self.awaitPromise = awaitPromise
        self.inspectsResult = inspectsResult
    }

    /// - Throws: `invalidArgument` for a timeout that is not above 0, as in Node.
    func validate() throws(VMError) {
        for (name, timeout) in [("timeout", timeout), ("cpuTimeout", cpuTimeout)] {
            guard let timeout, timeout <= .zero else { continue }
            throw VMError(
                .invalidArgument, "\(name) must be above 0, not \(timeout.milliseconds)ms; leave it out for none")
        }
    }
}

/// What one run gave.
package struct RunResult: Sendable {
    /// The completion value, encoded as values.md says.
    package let json: [UInt8]
    /// The completion value as `util.inspect` shows it, where the run asked for it.
    package let inspected: String?
    /// Where it comes from: the functions and promises in it keep that alive.
    let context: Context

    package func value() throws(VMError) -> Value {
        do { return try context.decode(json) } catch {
            guard error.code == .malformed else { throw VMError(error) }
            // Only a worker that was taken over answers so.
            let end = WorkerEnd.violation("\(error)")
            context.processes.end(end)
            throw VMError(end)
        }
    }
}
