/// The things that are measured.
enum Method: String, CaseIterable, Sendable {
    case pingPong, pingPongRun, run, runWithTimeout, runOnMainActor
    case runAtOnce, runAfterRest, runAtOnceLarge, runAfterRestLarge
    case newText, newTextKept, manyPages, manyPagesKept, rollback
    case runAtOnceForked, manyPagesForked
    case fork, forkRun, newContext, readyContext, contextFork, lodash, typeScript

    var title: String {
        switch self {
        case .pingPong: "floor: ping-pong of two bare processes, 64 bytes, pipes that block"
        case .pingPongRun: "for comparison: the same, with count += 1 run by the engine's C API between"
        case .run: "count += 1, precompiled, in a live context (recovery: discard)"
        case .runWithTimeout: "the same with a timeout"
        case .runOnMainActor: "the same without one, awaited on the main actor"
        case .runAtOnce: "count += 1 where it can be undone, at once after the run before"
        case .runAfterRest: "the same 3 ms later"
        case .runAtOnceLarge: "count += 1 in a context that holds 20 MB of objects, at once"
        case .runAfterRestLarge: "the same 20 ms later"
        case .newText: "count += 1 with another text each time (recovery: discard)"
        case .newTextKept: "the same where it can be undone"
        case .manyPages: "100,000 objects that are garbage at once (recovery: discard)"
        case .manyPagesKept: "the same where it can be undone"
        case .rollback: "count += 1, from when the error of a run that was killed is there"
        case .runAtOnceForked: "count += 1, undone by forks (ISOLATES_UNDO=forks), at once after the run before"
        case .manyPagesForked: "100,000 objects that are garbage at once, undone by forks"
        case .fork: "floor: fork, exit and reap of a process as large as the zygote"
        case .forkRun: "for comparison: its fork until a byte came from a child that ran 1+1"
        case .newContext: "a new context and its first result (runInNewContext of 1+1)"
        case .readyContext: "the same 20 ms later: a worker was forked ahead"
        case .contextFork: "context.fork() of a small context"
        case .lodash: "a new context of a template with lodash, and its first result"
        case .typeScript: "a new context of a template with TypeScript, and its first file transpiled"
        }
    }

    /// The floor, a lower bound for this method; nil for a floor.
    var floor: Method? {
        switch self {
        case .pingPong, .fork: nil
        case .pingPongRun, .run, .runWithTimeout, .runOnMainActor, .runAtOnce, .runAfterRest, .runAtOnceLarge,
            .runAfterRestLarge, .newText, .newTextKept, .manyPages, .manyPagesKept, .rollback, .runAtOnceForked,
            .manyPagesForked:
            .pingPong
        case .forkRun, .newContext, .readyContext, .contextFork, .lodash, .typeScript: .fork
        }
    }

    /// What a run that can be undone is compared with, and the most that it may cost of that.
    var measure: (of: Method, aim: Double)? {
        switch self {
        case .runAtOnce, .runAfterRest: (.run, 3)
        case .runAtOnceLarge: (.runAtOnce, 1.2)
        case .newTextKept: (.newText, 3)
        case .manyPagesKept: (.manyPagesForked, 1)
        default: nil
        }
    }

    /// The method and those that its results are compared with.
    var withComparisons: [Method] {
        let others = [floor, measure?.of, measure?.of.floor]
        return Method.allCases.filter { $0 == self || others.contains($0) }
    }

    /// How often the method is called in one round.
    var count: Int {
        switch self {
        case .pingPong, .pingPongRun, .run, .runWithTimeout, .runOnMainActor: 500
        case .fork, .forkRun, .newContext: 25
        case .readyContext, .runAtOnce, .runAfterRest, .runAtOnceLarge, .runAfterRestLarge, .contextFork: 20
        case .newText, .newTextKept, .runAtOnceForked: 20
        case .manyPages, .manyPagesKept, .manyPagesForked, .rollback: 5
        case .lodash, .typeScript: 3
        }
    }
}
