import Glibc
import Isolates

/// One task of a storm. It performs one operation after the other, and knows the right result of each.
final class StormTask {
    let number: Int
    let pending: Pending
    let tally: Tally
    private let slots: [SupervisorSlot]
    private let hasFewDescriptors: Bool
    /// How many contexts it may have.
    private let mostContexts: Int
    var dice: Dice
    var contexts: [Modelled] = []
    var template: (template: Template, instance: SupervisorInstance)?
    /// The current operation.
    var operation = ""

    init(_ number: Int, _ storm: StormOptions, _ slots: [SupervisorSlot], _ pending: Pending, _ tally: Tally) {
        self.number = number
        self.slots = slots
        self.pending = pending
        self.tally = tally
        hasFewDescriptors = storm.descriptors != nil
        mostContexts = storm.tasks > 200 ? 1 : 2
        dice = Dice(seed: storm.seed, task: number)
    }

    func run(until end: ContinuousClock.Instant) async {
        while ContinuousClock.now < end {
            let next = Operation.all.randomElement(using: &dice)!
            operation = next.name
            tally.count(operation: next.name)
            await next.perform(self)
            contexts.removeAll { $0.isGone }
        }
    }

    /// One of the current supervisors.
    var instance: SupervisorInstance { slots.randomElement(using: &dice)!.instance }

    func milliseconds(_ range: ClosedRange<Double>) -> Duration {
        .microseconds(Int(Double.random(in: range, using: &dice) * 1_000))
    }

    /// Awaits an answer, which may be a failure.
    func ask<Answer>(
        _ what: String, _ body: () async throws(VMError) -> Answer
    ) async -> Result<Answer, VMError> {
        let answer = await pending.ask("task \(number), \(operation): \(what)") { () async -> Result<Answer, VMError> in
            do throws(VMError) { return .success(try await body()) } catch { return .failure(error) }
        }
        switch answer {
        case .success: tally.count(outcome: "result")
        case .failure(let error): tally.count(outcome: "\(error.code)" + (error.isRolledBack ? ", rolled back" : ""))
        }
        return answer
    }

    func fault(_ text: String) {
        tally.fault("task \(number), \(operation): \(text)")
    }

    /// One of its contexts, or a new one; nil if none could be made.
    func someContext() async -> Modelled? {
        if let known = contexts.randomElement(using: &dice), contexts.count == mostContexts || Bool.random(using: &dice)
        {
            return known
        }
        return await newContext()
    }

    func newContext(memoryLimit: ByteCount? = nil) async -> Modelled? {
        let instance = instance
        let recovery: Recovery = Int.random(in: 0..<4, using: &dice) == 0 ? .discard : .rollback
        let answer = await ask("a new context") { () async throws(VMError) in
            try await instance.supervisor.createContext(
                Modelled.sandbox(instance.supervisor), memoryLimit: memoryLimit, recovery: recovery)
        }
        return made(answer, instance, recovery, n: 0)
    }

    /// Keeps a context that was made, in place of another if there are enough.
    func made(_ answer: Result<Context, VMError>, _ instance: SupervisorInstance, _ recovery: Recovery, n: Int)
        -> Modelled?
    {
        switch answer {
        case .success(let context):
            if contexts.count >= mostContexts { contexts.removeFirst() }
            let modelled = Modelled(context, instance, recovery, n: n)
            contexts.append(modelled)
            return modelled
        case .failure(let error):
            refused(error, instance)
            return nil
        }
    }

    /// Checks a refusal: it must have a reason, and nothing else may have been lost.
    func refused(_ error: VMError, _ instance: SupervisorInstance) {
        guard !instance.isShutDown else { return }
        guard error.code == .unavailable else { return fault("\(error.code): \(error)") }
        tally.refused(error.message)
        // If descriptors are scarce on purpose, refusals for lack of them are permitted.
        guard !hasFewDescriptors, error.message.contains("RLIMIT_NOFILE") else { return }
        fault("\(openDescriptors()) descriptors are open: \(error)")
    }

    /// Checks an answer that must be the counter.
    func expect(_ expected: Int, _ answer: Result<Int, VMError>, of modelled: Modelled) {
        switch answer {
        case .success(let n):
            if n != expected { fault("\(modelled.context.id) gave \(n) where \(expected) was right") }
            modelled.n = n
        case .failure(let error): lost(modelled, error)
        }
    }

    /// Checks the answer of a run that must have been killed.
    func expect<Answer>(_ codes: Set<VMError.Code>, _ answer: Result<Answer, VMError>, of modelled: Modelled) {
        switch answer {
        case .success(let result): fault("\(modelled.context.id) gave \(result) where it was to be killed")
        case .failure(let error):
            guard codes.contains(error.code) else { return lost(modelled, error) }
            killed(modelled, error)
        }
    }

    /// Checks what an error of a killed run says about its context.
    func killed(_ modelled: Modelled, _ error: VMError) {
        guard !error.isRolledBack else {
            // A run that was cancelled before it began has nothing to be undone.
            if modelled.recovery == .discard, !modelled.instance.isShutDown,
                error.code != .interrupted || modelled.context.isDisposed
            {
                fault("\(modelled.context.id) was rolled back without being told to: \(error)")
            }
            return
        }
        modelled.isGone = true
        guard modelled.recovery == .rollback, !modelled.instance.isShutDown else { return }
        if let reason = error.reason { return tally.refused("no rollback: \(reason)") }
        fault("\(modelled.context.id) was not rolled back, and nothing says why: \(error)")
    }

    /// Handles the error of a context that should have given a result.
    private func lost(_ modelled: Modelled, _ error: VMError) {
        modelled.isGone = true
        if modelled.instance.isShutDown { return }
        // A late answer has limits, too, and no caller gets an error if it is killed.
        if error.code == .disposed, error.message.contains("; no checkpoint of it could be made: ") {
            return tally.refused("no rollback: \(error.message)")
        }
        fault("\(modelled.context.id) (n is \(modelled.n), \(modelled.recovery)): \(error.code): \(error)")
    }
}

/// How many descriptors this process has open. Counting them opens none.
private func openDescriptors() -> Int {
    (0..<Int32(sysconf(Int32(_SC_OPEN_MAX)))).count { fcntl($0, F_GETFD) >= 0 }
}
