import Glibc
import Wire

@testable import Workers

extension WorkerState {
    /// Of a worker that was forked and has said that it serves.
    static func there() -> WorkerState {
        var state = WorkerState()
        _ = state.forked(.toNowhere, at: 0)
        _ = state.says(.ready)
        return state
    }

    /// Of a base that was forked.
    static func base() -> WorkerState {
        var state = WorkerState(isBase: true)
        _ = state.forked(.toNowhere, at: 0)
        return state
    }

    mutating func says(_ reply: Reply, at now: UInt64 = 0) -> [WorkerAction] {
        take(reply.frame(), at: now)
    }

    mutating func take(_ bytes: [UInt8], at now: UInt64) -> [WorkerAction] {
        bytes.withUnsafeBytes { take($0, at: now) }
    }
}

extension Descriptor {
    /// An open file that stands for a process.
    static var toNowhere: Descriptor { Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC)) }
}

extension Outbox.Message {
    /// A request whose only byte is its id.
    static func request(_ id: Int, waitsForStart: Bool = true) -> Self {
        Self(request: id, bytes: [UInt8(truncatingIfNeeded: id)], waitsForStart: waitsForStart)
    }

    static func unanswered(_ bytes: [UInt8] = [0]) -> Self {
        Self(request: nil, bytes: bytes, waitsForStart: false)
    }
}

extension Reply {
    static func result(_ id: Int) -> Self { .ended(id: id, .result(Array("1".utf8), inspected: nil)) }
}

extension ConsoleMessage {
    static var line: Self { Self(level: "log", arguments: Array("[]".utf8), text: nil) }
}

extension HostCall {
    static func call(_ number: Int) -> Self {
        Self(call: number, handle: "f", this: nil, arguments: Array("[]".utf8), isAsync: false)
    }
}

extension [WorkerAction] {
    /// What is to be done, in order, without on what.
    var names: [String] {
        map { action in
            switch action {
            case .resume: "resume"
            case .call: "call"
            case .deliver: "deliver"
            case .flush: "flush"
            case .startClocks: "startClocks"
            case .cancel: "cancel"
            case .makeBase: "makeBase"
            case .expectFirstMessage: "expectFirstMessage"
            case .kill: "kill"
            case .expectExitReport: "expectExitReport"
            case .finishEnding: "finishEnding"
            }
        }
    }
}

extension [WorkerAction] {
    /// Resumes whoever is to be resumed.
    func resume() {
        for case .resume(let waiter, let answer) in self { waiter.resume(returning: answer) }
    }
}

extension WorkerState.Rest {
    var name: String {
        switch self {
        case .readOn: "readOn"
        case .done(.whenThere): "arms"
        case .done(.afterPause): "pauses"
        case .done(.onDemand): "done"
        }
    }
}

extension WorkerState.Submission {
    var refusal: WorkerEnd? {
        if case .refused(let end) = self { end } else { nil }
    }
}

extension WorkerEnd {
    var isViolation: Bool {
        if case .violation = self { true } else { false }
    }
}

extension WorkerProcess.Answer {
    var failure: WorkerProcess.Ended? {
        if case .failure(let ended) = self { ended } else { nil }
    }
}
