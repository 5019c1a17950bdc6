// Proves that what a base restores is what was there: `IsolatesUndoProof WORKER bench [OPTION …]`.
import Glibc
import Wire

let heap = "var heap = []; for (let i = 0; i < 150000; i++) heap.push({ i, s: 'x' + i, t: [i] }); heap.length"

/// At once, also where nobody sits before it.
func say(_ text: String) {
    print(text)
    fflush(nil)
}

func bench(_ path: String, _ options: [String]) throws {
    for (name, isUndoable, options) in [
        ("without undo", false, options), ("undo", true, options + ["undo-log"]), ("undo by forks", true, options),
    ] {
        let zygote = try Zygote(path: path, options: options)
        for large in [false, true] {
            let context = try ProofContext(zygote, isUndoable: isUndoable)
            _ = try context.run("var count = 0")
            if large { _ = try context.run(heap) }
            for _ in 0..<50 { _ = try context.run("count += 1") }
            func rows(_ title: String, _ count: Int, _ code: (Int) -> String) throws {
                var timing = Timing()
                let bases = context.bases
                for index in 0..<count { try timing.measure { _ = try context.run(code(index)) } }
                say(
                    "\(name), \(large ? "20 MB" : "small"), \(title): \(timing.summary); bases \(context.bases - bases)"
                )
            }
            let count = name == "undo by forks" ? 200 : 1000
            try rows("count += 1", count) { _ in "count += 1" }
            try rows("new text", count) { "count += 1; '\($0)'" }
            try rows("3,000 objects of garbage", count / 2) { _ in
                "{ let q; for (let i = 0; i < 3000; i++) q = { i, a: [i] }; q.i }"
            }
            try rows("1,000 objects kept", 50) { _ in
                "globalThis.keep ??= []; for (let i = 0; i < 1000; i++) keep.push({ i }); keep.length"
            }
            try rows("throw", count / 2) { _ in "throw new Error('a')" }
        }
    }
}

signal(SIGPIPE, SIG_IGN)
do {
    let arguments = CommandLine.arguments
    switch arguments[2] {
    case "bench": try bench(arguments[1], Array(arguments.dropFirst(3)))
    case "history":
        let options = ["undo-log", "expose-undo", "pause-restores"] + arguments.dropFirst(5)
        let zygote = try Zygote(path: arguments[1], options: options)
        for seed in UInt64(arguments[3])!...UInt64(arguments[4])! {
            try History(seed: seed, steps: 200, isLarge: seed % 4 == 3, counts: options.contains("counts")).run(zygote)
        }
    case "cases":
        let options = ["undo-log", "expose-undo", "pause-restores"] + arguments.dropFirst(3)
        try Cases(zygote: Zygote(path: arguments[1], options: options)).run()
    default: throw Failure("no such proof")
    }
} catch {
    say("failed: \(error)")
    exit(1)
}
