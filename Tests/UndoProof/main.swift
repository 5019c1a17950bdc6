// Proves that a base restores exactly the committed state, and measures what that costs:
//
//     IsolatesUndoProof WORKER history FIRST-SEED LAST-SEED STEPS [deep] [collect-often] [OPTION …]
//     IsolatesUndoProof WORKER cases [OPTION …]
//     IsolatesUndoProof WORKER pages | bench
//
// All but `bench` need a worker of a debug build. The options are those of the worker, such as `doubt-commits`, or
// `by-forks` for commits without a log. Ends with status 1 at the first difference.
import Glibc
import Wire

func options(_ given: ArraySlice<String>) -> [String] {
    let log = given.contains("by-forks") ? [] : ["undo-log"]
    // An ordinary user may not read the memory of a process that is not dumpable.
    let access = geteuid() == 0 ? [] : ["without-notDumpable"]
    return log + access + ["expose-undo", "pause-restores"]
        + given.filter { !["by-forks", "deep", "collect-often"].contains($0) }
}

signal(SIGPIPE, SIG_IGN)
do {
    let arguments = CommandLine.arguments
    guard arguments.count > 2 else { throw Failure("a worker program and what to do with it are needed") }
    let (worker, what) = (arguments[1], arguments[2])
    switch what {
    case "bench": try bench(worker)
    case "pages": try pages(worker)
    case "history":
        guard arguments.count > 5, let first = UInt64(arguments[3]), let last = UInt64(arguments[4]), first <= last,
            let steps = Int(arguments[5])
        else { throw Failure("history needs its first seed, its last, and how many steps each has") }
        let given = arguments[6...]
        let zygote = try Zygote(
            path: worker, options: options(given), collectsOften: given.contains("collect-often"))
        for seed in first...last {
            try History(seed: seed, steps: steps, isLarge: seed % 4 == 3, isDeep: given.contains("deep"))
                .run(zygote)
        }
    case "cases": try Cases(zygote: Zygote(path: worker, options: options(arguments[3...]))).run()
    default: throw Failure("no such proof: \(what)")
    }
} catch {
    say("failed: \(error)")
    exit(1)
}
