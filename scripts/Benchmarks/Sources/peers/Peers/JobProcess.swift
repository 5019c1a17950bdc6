import Foundation
import Measuring

/// A program that does jobs in another language and times them itself, as jobs.js says.
final class JobProcess {
    private let process: LineProcess?
    private let absence: String?

    /// - Parameters:
    ///   - program: the path of the language's program; nil if it is not there.
    ///   - absence: the reason for that.
    init(
        _ program: String?, _ arguments: [String], _ environment: [String: String] = [:], absence: String
    ) throws {
        process = try program.map { try LineProcess([$0] + arguments, environment) }
        self.absence = process == nil ? absence : nil
    }

    func end() {
        process?.end()
    }

    /// - Parameters:
    ///   - title: its name in the results.
    ///   - job: the job's name in the program.
    ///   - details: what else the job needs.
    ///   - count: how often it is done in a round.
    func contestant(
        _ title: String, _ job: String, _ details: [String: String] = [:], numbers: [String: Int] = [:],
        times count: Int,
        absence otherAbsence: String? = nil
    ) -> Contestant {
        Contestant(title, absence: otherAbsence ?? absence) { [process] in
            var request: [String: Any] = ["job": job, "count": count]
            request.merge(details) { $1 }
            request.merge(numbers) { $1 }
            let line = try JSONSerialization.data(withJSONObject: request, options: .withoutEscapingSlashes)
            let answer = process!.answer(to: Array(line) + [UInt8(ascii: "\n")])
            return Samples(try JSONDecoder().decode([UInt64].self, from: Data(answer)))
        }
    }
}
