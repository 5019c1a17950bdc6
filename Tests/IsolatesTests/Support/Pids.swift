import Foundation

@testable import Isolates

extension Context {
    /// The worker's process, as this process sees it; nil where that is gone.
    var workerPid: pid_t? {
        worker.withState { state in state.pidfd?.number }.flatMap { pid(ofPidfd: $0) }
    }
}

extension Supervisor {
    /// The zygote's process; nil where there is none.
    var zygotePid: pid_t? {
        state.withLock { $0.zygote }?.withState { state in state.pidfd?.number }.flatMap { pid(ofPidfd: $0) }
    }

    /// The zygote and all of its workers.
    var processes: [ProcessTable.Entry] {
        guard let zygotePid, let zygote = ProcessTable.Entry(pid: zygotePid) else { return [] }
        return [zygote] + ProcessTable().descendants(of: zygotePid)
    }
}

/// The process that a pidfd means: the line `Pid:` of proc(5), fdinfo. Nil where it was reaped.
private func pid(ofPidfd descriptor: Int32) -> pid_t? {
    let information = (try? String(contentsOfFile: "/proc/self/fdinfo/\(descriptor)", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("Pid:") }
    return line.flatMap { pid_t($0.split(separator: "\t")[1]) }.flatMap { $0 > 0 ? $0 : nil }
}
