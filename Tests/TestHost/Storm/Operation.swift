import Isolates

/// One of the things that a storm does at random.
struct Operation: Sendable {
    let name: String
    let perform: @Sendable (StormTask) async -> Void

    init(_ name: String, _ perform: @escaping @Sendable (StormTask) async -> Void) {
        self.name = name
        self.perform = perform
    }

    /// An operation with one of the task's contexts.
    init(_ name: String, in perform: @escaping @Sendable (StormTask, Modelled) async -> Void) {
        self.init(name) { task in
            if let modelled = await task.someContext() { await perform(task, modelled) }
        }
    }

    static let all = runs + kills + hostFunctions + handles + sandboxes + copies + ends
}

extension StormTask {
    /// Runs code that completes with the counter.
    func run(
        _ code: String, _ modelled: Modelled, timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        awaitPromise: Bool = false
    ) async -> Result<Int, VMError> {
        await ask("\(code) in \(modelled.context.id)") { () async throws(VMError) in
            try await modelled.instance.supervisor.runInContext(
                code, modelled.context, timeout: timeout, cpuTimeout: cpuTimeout, awaitPromise: awaitPromise
            ).int ?? .min
        }
    }
}
