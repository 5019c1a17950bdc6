import Glibc
import Wire

/// About 20 MB of the engine's heap.
let heap = "var heap = []; for (let i = 0; i < 150000; i++) heap.push({ i, s: 'x' + i, t: [i] }); heap.length"

/// At once, also where nobody sits before it.
func say(_ text: String) {
    print(text)
    fflush(nil)
}

/// What a run of each kind costs in pages.
func pages(_ path: String) throws {
    let zygote = try Zygote(path: path, options: ["undo-log", "expose-undo"])
    let context = try ProofContext(zygote)
    _ = try context.run("var count = 0")
    func counts() throws -> [(name: String, value: Int)] {
        let text = try context.run("undoTest('counts')")
        return text.split(whereSeparator: { "(,)\"".contains($0) }).compactMap { part in
            let pair = part.split(separator: ":")
            guard pair.count == 2, let value = Int(pair[1].drop { $0 == " " }) else { return nil }
            return (pair[0].drop { $0 == " " }.description, value)
        }
    }
    for (title, code) in kindsOfRuns {
        for index in 0..<20 { _ = try context.run(code(index)) }
        let before = try counts()
        for index in 20..<120 { _ = try context.run(code(index)) }
        let after = try counts()
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

/// What runs cost, by how the context is undone.
func bench(_ path: String) throws {
    for (name, isUndoable, options) in [
        ("without undo", false, []), ("undo", true, ["undo-log"]), ("undo by forks", true, []),
    ] {
        let zygote = try Zygote(path: path, options: options)
        for large in [false, true] {
            let context = try ProofContext(zygote, isUndoable: isUndoable)
            _ = try context.run("var count = 0")
            if large { _ = try context.run(heap) }
            for _ in 0..<50 { _ = try context.run("count += 1") }
            for (title, code) in kindsOfRuns {
                var timing = Timing()
                let bases = context.bases
                let count = name == "undo by forks" || title.contains("kept") ? 100 : 1_000
                for index in 0..<count { try timing.measure { _ = try context.run(code(index)) } }
                say(
                    "\(name), \(large ? "20 MB" : "small"), \(title): \(timing.summary); bases \(context.bases - bases)"
                )
            }
        }
    }
}
