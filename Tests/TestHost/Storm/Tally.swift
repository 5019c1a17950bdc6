import Foundation
import Workers

/// The report of a storm: what it did and which faults it found.
struct StormReport: Codable {
    var seed: UInt64 = 0
    var seconds = 0
    var answers = 0
    /// How often each operation was done.
    var operations: [String: Int] = [:]
    /// The number of requests by the way in which they ended.
    var outcomes: [String: Int] = [:]
    /// The number of refused requests by the reason.
    var refusals: [String: Int] = [:]
    var supervisors = 0
    /// By how much the resident memory of the program grew, in MiB.
    var growth = 0
    /// Descriptions of the first hundred faults; empty if there were none.
    var faults: [String] = []
    var faultCount = 0
    var unanswered: [String] = []
}

/// Counts the results of all tasks of a storm.
final class Tally: Sendable {
    private let counted = Lock("tally", StormReport())

    var report: StormReport { counted.withLock { $0 } }

    func change(_ body: (inout StormReport) -> Void) { counted.withLock { body(&$0) } }

    func count(operation: String) { counted.withLock { $0.operations[operation, default: 0] += 1 } }

    func count(outcome: String) {
        counted.withLock { report in
            report.answers += 1
            report.outcomes[outcome, default: 0] += 1
        }
    }

    func refused(_ reason: String) {
        // Without the numbers of processes and contexts, so that similar reasons are counted together.
        let kind = reason.split(whereSeparator: \.isNumber).joined(separator: "#")
        counted.withLock { $0.refusals[kind, default: 0] += 1 }
    }

    func fault(_ text: String) {
        counted.withLock { report in
            report.faultCount += 1
            if report.faults.count < 100 { report.faults.append(text) }
        }
    }
}
