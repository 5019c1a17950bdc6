/// What is measured.
enum Method: String, CaseIterable, Sendable {
    case pingPong, pingPongRun, run, runWithTimeout, runOnMainActor
    case fork, forkRun, newContext

    var title: String {
        switch self {
        case .pingPong: "floor: ping-pong of two bare processes, 64 bytes, pipes that block"
        case .pingPongRun: "for comparison: the same, with count += 1 run by the engine's C API between"
        case .run: "count += 1, precompiled, in a live context"
        case .runWithTimeout: "the same with a timeout"
        case .runOnMainActor: "the same without one, awaited on the main actor"
        case .fork: "floor: fork, exit and reap of a process as large as the zygote"
        case .forkRun: "for comparison: its fork until a byte came from a child that ran 1+1"
        case .newContext: "a new context and its first result (runInNewContext of 1+1)"
        }
    }

    /// What bounds it from below; nil for a floor.
    var floor: Method? {
        switch self {
        case .pingPong, .fork: nil
        case .pingPongRun, .run, .runWithTimeout, .runOnMainActor: .pingPong
        case .forkRun, .newContext: .fork
        }
    }

    /// How often it is done in one round.
    var count: Int {
        switch self {
        case .pingPong, .pingPongRun, .run, .runWithTimeout, .runOnMainActor: 500
        case .fork, .forkRun, .newContext: 25
        }
    }
}
