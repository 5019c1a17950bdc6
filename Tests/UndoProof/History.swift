import Glibc
import Wire

/// A random history of a context with undo that is killed now and then, and the same history of a context that never
/// is. Both must give the same answers. And the memory that a base restores must be equal, byte by byte, to that of a
/// fork that was made at the commit.
struct History {
    let seed: UInt64
    let steps: Int
    /// One in this many steps is followed by a kill.
    var stepsPerKill = 4
    var isLarge = false
    /// Whether every other step reaches the end of the stack.
    var isDeep = false

    func run(_ zygote: Zygote) throws {
        var dice = Dice(seed: seed)
        let tested = try ProofContext(zygote)
        let reference = try ProofContext(zygote, isUndoable: false)
        var compared = 0
        for context in [tested, reference] {
            _ = try context.run("var count = 0; var o = { a: 1 }; 0")
            if isLarge { _ = try context.run(heap) }
        }
        for index in 0..<steps {
            let step = nextStep(&dice)
            do {
                let here = try perform(step, tested)
                let there: String
                do { there = try perform(step, reference) } catch { throw Failure("without undo: \(error)") }
                guard here == there else { throw Failure("\(here.prefix(200)) instead of \(there.prefix(200))") }
                if dice.roll(stepsPerKill) == 0 { try kill(tested, &dice, &compared) }
            } catch {
                throw Failure("seed \(seed), step \(index), \("\(step)".prefix(100)): \(error)")
            }
        }
        say(
            "seed \(seed)\(isLarge ? ", 20 MB" : "")\(isDeep ? ", deep" : ""): \(steps) steps, \(tested.restores) kills and restores, "
                + "\(compared) pages compared, \(tested.bases) bases")
    }

    private func nextStep(_ dice: inout Dice) -> Step {
        guard isDeep, dice.roll(2) == 0 else { return randomStep(&dice) }
        return .run(overflows[dice.roll(overflows.count)])
    }

    private func perform(_ step: Step, _ context: ProofContext) throws -> String {
        switch step {
        case .run(let code): try context.run(code)
        case .collect: "\(try context.ask { .prepareForCopies(id: $0) })"
        }
    }

    /// Kills it, and in one of eight cases again as soon as it continues.
    private func kill(_ context: ProofContext, _ dice: inout Dice, _ compared: inout Int) throws {
        let isTwice = dice.roll(8) == 0
        let golden = try context.makeGolden()
        defer { golden.kill() }
        let second = isTwice ? try context.expectGolden() : nil
        defer { second?.copy.kill() }
        try wreck(context, &dice, asksForGolden: second?.token)
        try restore(context, comparing: golden, &compared)
        guard let second else { return }
        try context.zygote.awaitCopy(second.copy)
        try wreck(context, &dice)
        try restore(context, comparing: second.copy, &compared)
    }

    /// Makes it begin a script that never ends, and kills it meanwhile.
    ///
    /// - Parameter asksForGolden: the token of a golden copy. The context makes that copy with its next base, after the
    ///   restore.
    private func wreck(_ context: ProofContext, _ dice: inout Dice, asksForGolden token: Int? = nil) throws {
        let scripts = isDeep && dice.roll(2) == 0 ? endlessOverflows : wreckers
        let script = scripts[dice.roll(scripts.count)]
        if let token {
            try context.begin("undoTest('golden', \(token)); console.log(0); " + script)
            try context.awaitConsole()
        } else {
            try context.begin(script)
        }
        usleep(UInt32(dice.roll(4) == 0 ? dice.roll(500) : dice.roll(30_000)))
        context.worker.kill()
    }

    private func restore(_ context: ProofContext, comparing golden: WorkerProcess, _ compared: inout Int) throws {
        let base = try context.beginRestore()
        let pause: Pause
        do { pause = try Pause(from: base) } catch {
            throw Failure("\(error): \(try context.zygote.awaitEnd(of: base))")
        }
        compared += try compare(try golden.pid, try base.pid, pause)
        try context.endRestore(isPaused: true)
    }
}
