import Glibc
import Wire

/// A random history of a context with undo that is killed now and then, beside the same history of a context that never
/// is: they must answer alike. And what a base restores must be, byte by byte, what a fork holds that was made at the
/// commit.
struct History {
    let seed: UInt64
    let steps: Int
    /// One in so many steps is followed by a kill; of these, one in so many by a comparison.
    var stepsPerKill = 4
    var isLarge = false

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
            let step = randomStep(&dice)
            do {
                let (here, there) = (try perform(step, tested), try perform(step, reference))
                guard here == there else { throw Failure("\(here.prefix(200)) instead of \(there.prefix(200))") }
                if dice.roll(stepsPerKill) == 0 { try kill(tested, &dice, &compared) }
            } catch {
                throw Failure("seed \(seed), step \(index), \("\(step)".prefix(100)): \(error)")
            }
        }
        say(
            "seed \(seed)\(isLarge ? ", 20 MB" : ""): \(steps) steps, \(tested.restores) kills and restores, "
                + "\(compared) pages compared, \(tested.bases) bases")
    }

    private func perform(_ step: Step, _ context: ProofContext) throws -> String {
        switch step {
        case .run(let code): try context.run(code)
        case .collect: "\(try context.ask { .prepareForCopies(id: $0) })"
        }
    }

    private func kill(_ context: ProofContext, _ dice: inout Dice, _ compared: inout Int) throws {
        let golden = try context.makeGolden()
        defer { golden.kill() }
        for time in 0...(dice.roll(8) == 0 ? 1 : 0) {
            try context.begin(wreckers[dice.roll(wreckers.count)])
            usleep(UInt32(dice.roll(4) == 0 ? dice.roll(500) : dice.roll(30_000)))
            context.worker.kill()
            let base = try context.beginRestore()
            let pause: Pause
            do { pause = try Pause(from: base) } catch {
                throw Failure("\(error): \(try context.zygote.awaitEnd(of: base))")
            }
            // The base of the second time has been asked for since.
            if time == 0 { compared += try compare(try golden.pid, try base.pid, pause) }
            try context.endRestore(isPaused: true)
        }
    }
}
