import Glibc
import Wire

/// A script that fills about 20 MB of the engine's heap.
let heap = "var heap = []; for (let i = 0; i < 150000; i++) heap.push({ i, s: 'x' + i, t: [i] }); heap.length"

/// Prints a line at once, even if standard output is no terminal.
func say(_ text: String) {
    print(text)
    fflush(nil)
}

extension ProofContext {
    /// What the worker has done so far, by the names of `undo_counts`.
    func counts() throws -> [(name: String, value: Int)] {
        let text = try run("undoTest('counts')")
        return text.split(whereSeparator: { "(,)\"".contains($0) }).compactMap { part in
            let pair = part.split(separator: ":")
            guard pair.count == 2, let value = Int(pair[1].drop { $0 == " " }) else { return nil }
            return (pair[0].drop { $0 == " " }.description, value)
        }
    }
}

/// Prints how many pages a run of each kind costs.
func pages(_ path: String) throws {
    let zygote = try Zygote(path: path, options: ["undo-log", "expose-undo"])
    let context = try ProofContext(zygote)
    _ = try context.run("var count = 0")
    for (title, code) in kindsOfRuns {
        for index in 0..<20 { _ = try context.run(code(index)) }
        let before = try context.counts()
        for index in 20..<120 { _ = try context.run(code(index)) }
        let after = try context.counts()
        say(
            title + ": "
                + zip(before, after).map { "\($0.name) \(Double($1.value - $0.value) / 100)" }.joined(separator: ", "))
    }
}

let kindsOfRuns: [(title: String, code: @Sendable (Int) -> String)] = [
    ("count += 1", { _ in "count += 1" }),
    ("new text", { "count += 1; '\($0)'" }),
    ("3,000 objects of garbage", { _ in "{ let q; for (let i = 0; i < 3000; i++) q = { i, a: [i] }; q.i }" }),
    (
        "1,000 objects kept",
        { _ in "globalThis.keep ??= []; for (let i = 0; i < 1000; i++) keep.push({ i }); keep.length" }
    ),
    ("throw", { _ in "throw new Error('a')" }),
    ("an object's JSON", { _ in "({ a: [1, 'b', null], c: { d: count } })" }),
]

/// Prints what runs and restores cost with each method of undo.
func bench(_ path: String) throws {
    for (name, isUndoable, options) in [
        ("without undo", false, []), ("undo", true, ["undo-log"]), ("undo by forks", true, []),
    ] {
        let zygote = try Zygote(path: path, options: options)
        for isLarge in [false, true] {
            let row = "\(name), \(isLarge ? "20 MB" : "small")"
            let context = try ProofContext(zygote, isUndoable: isUndoable)
            _ = try context.run("var count = 0")
            if isLarge { _ = try context.run(heap) }
            for _ in 0..<50 { _ = try context.run("count += 1") }
            for (title, code) in kindsOfRuns {
                let count = name == "undo by forks" || title.contains("kept") ? 100 : 1_000
                try measure("\(row), \(title)", count, context) { _ = try context.run(code($0)) }
            }
            try measure("\(row), count += 1 after 5 ms", 100, context, pause: 5_000) { _ in
                _ = try context.run("count += 1")
            }
            if isUndoable { try measureRestores(row, context) }
        }
    }
}

private func measure(
    _ title: String, _ count: Int, _ context: ProofContext, pause: UInt32 = 0, _ work: (Int) throws -> Void
) throws {
    var timing = Timing()
    let bases = context.bases
    for index in 0..<count {
        if pause > 0 { usleep(pause) }
        try timing.measure { try work(index) }
    }
    say("\(title): \(timing.summary); \(context.bases - bases) bases")
}

/// Measures the time from the kill to the base's report that it has restored, and the same with the next base.
private func measureRestores(_ row: String, _ context: ProofContext) throws {
    var (restores, all) = (Timing(), Timing())
    for _ in 0..<50 {
        for _ in 0..<3 { _ = try context.run("count += 1") }
        try context.begin("for (;;) count += 1")
        usleep(1_000)
        try all.measure {
            try restores.measure {
                context.worker.kill()
                _ = try context.beginRestore()
                try context.awaitRestored()
            }
            try context.goOn()
        }
    }
    say("\(row), restore: \(restores.summary); with the next base: \(all.summary)")
}
