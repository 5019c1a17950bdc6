import Glibc
import Isolates

/// One task of a storm: it does one operation after the other, and knows what must come of each.
final class StormTask {
    let number: Int
    let pending: Pending
    let tally: Tally
    private let places: [Place]
    private let hasFewDescriptors: Bool
    /// How many contexts it may have.
    private let mostContexts: Int
    var dice: Dice
    var contexts: [Modelled] = []
    var template: (template: Template, home: Home)?
    /// The operation that it does.
    var operation = ""

    init(_ number: Int, _ storm: StormOptions, _ places: [Place], _ pending: Pending, _ tally: Tally) {
        self.number = number
        self.places = places
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

    /// A home that is there now.
    var home: Home { places.randomElement(using: &dice)!.home }

    func milliseconds(_ range: ClosedRange<Double>) -> Duration {
        .microseconds(Int(Double.random(in: range, using: &dice) * 1_000))
    }

    /// Awaits an answer, in which a failure is part of it.
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

    /// A context of its own, a new one where it has none; nil where none can be had.
    func someContext() async -> Modelled? {
        if let known = contexts.randomElement(using: &dice), contexts.count == mostContexts || Bool.random(using: &dice)
        {
            return known
        }
        return await newContext()
    }

    func newContext(memoryLimit: ByteCount? = nil) async -> Modelled? {
        let home = home
        let recovery: Recovery = Int.random(in: 0..<4, using: &dice) == 0 ? .discard : .rollback
        let answer = await ask("a new context") { () async throws(VMError) in
            try await home.supervisor.createContext(
                Modelled.sandbox(home.supervisor), memoryLimit: memoryLimit, recovery: recovery)
        }
        return made(answer, home, recovery, n: 0)
    }

    /// Keeps a context that was made, in the place of another where it has enough.
    func made(_ answer: Result<Context, VMError>, _ home: Home, _ recovery: Recovery, n: Int) -> Modelled? {
        switch answer {
        case .success(let context):
            if contexts.count >= mostContexts { contexts.removeFirst() }
            let modelled = Modelled(context, home, recovery, n: n)
            contexts.append(modelled)
            return modelled
        case .failure(let error):
            refused(error, home)
            return nil
        }
    }

    /// Nothing was lost; but it must be said why.
    func refused(_ error: VMError, _ home: Home) {
        guard !home.isShutDown else { return }
        guard error.code == .unavailable else { return fault("\(error.code): \(error)") }
        tally.refused(error.message)
        // Where descriptors are few on purpose, that is what a storm is to bear.
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

    /// What follows from a kill.
    func killed(_ modelled: Modelled, _ error: VMError) {
        guard !error.isRolledBack else {
            // One that was cancelled before it began has nothing to be undone.
            if modelled.recovery == .discard, !modelled.home.isShutDown,
                error.code != .interrupted || modelled.context.isDisposed
            {
                fault("\(modelled.context.id) was rolled back without being told to: \(error)")
            }
            return
        }
        modelled.isGone = true
        guard modelled.recovery == .rollback, !modelled.home.isShutDown else { return }
        if let reason = error.reason { return tally.refused("no rollback: \(reason)") }
        fault("\(modelled.context.id) was not rolled back, and nothing says why: \(error)")
    }

    /// A context that must be alive is not, or does not do what it must.
    private func lost(_ modelled: Modelled, _ error: VMError) {
        modelled.isGone = true
        if modelled.home.isShutDown { return }
        // A late answer has limits, too, and nobody is told where it is killed.
        if error.code == .disposed, error.message.contains("; no checkpoint of it could be made: ") {
            return tally.refused("no rollback: \(error.message)")
        }
        fault("\(modelled.context.id) (n is \(modelled.n), \(modelled.recovery)): \(error.code): \(error)")
    }
}

/// How many descriptors of this process are open, counted without another one.
private func openDescriptors() -> Int {
    (0..<Int32(sysconf(Int32(_SC_OPEN_MAX)))).count { fcntl($0, F_GETFD) >= 0 }
}
