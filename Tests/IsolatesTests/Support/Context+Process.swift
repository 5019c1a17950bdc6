import Foundation
import Testing

@testable import Isolates
@testable import Workers

extension Context {
    /// The context's worker. The zygote tells of it when it has forked, which may be after the worker's first answer.
    func process(sourceLocation: SourceLocation = #_sourceLocation) async throws -> MachineProcess {
        var found: MachineProcess?
        _ = await becomesTrue {
            let pidfd = processes.worker.pidfd?.number
            found = pidfd.flatMap { pid(ofPidfd: $0) }.flatMap { MachineProcess(pid: $0) }
            return found != nil
        }
        return try #require(found, sourceLocation: sourceLocation)
    }
}

/// The process that a pidfd means: the line `Pid:` of its fdinfo (proc(5)). Nil where it was reaped.
private func pid(ofPidfd descriptor: Int32) -> pid_t? {
    let information = (try? String(contentsOfFile: "/proc/self/fdinfo/\(descriptor)", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("Pid:") }
    return line.flatMap { pid_t($0.split(separator: "\t")[1]) }.flatMap { $0 > 0 ? $0 : nil }
}
