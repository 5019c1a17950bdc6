import Measuring

/// One way to do a job, which can be measured repeatedly.
final class Contestant {
    let title: String
    /// Why it is not measured; nil if it is.
    let absence: String?
    private let measure: () async throws -> Samples
    private(set) var all = Samples()
    private(set) var medians: [Double] = []

    init(_ title: String, absence: String? = nil, measure: @escaping () async throws -> Samples) {
        self.title = title
        self.absence = absence
        self.measure = measure
    }

    /// - Parameters:
    ///   - count: how often the job is done in a round.
    ///   - prepare: called before each time; it is not measured.
    ///   - job: the job; each call is timed.
    ///   - check: checks an answer; it is not measured.
    convenience init<Answer>(
        _ title: String, absence: String? = nil, times count: Int, prepare: @escaping () async throws -> Void = {},
        _ job: @escaping () async throws -> Answer, check: @escaping (Answer) async throws -> Void
    ) {
        self.init(title, absence: absence) {
            var samples = Samples()
            for _ in 0..<count {
                try await prepare()
                let start = now()
                let answer = try await job()
                samples.append(now() - start)
                try await check(answer)
            }
            return samples
        }
    }

    /// The times of one round.
    func samples() async throws -> Samples {
        try await measure()
    }

    func measureOnce(counts: Bool) async throws {
        guard absence == nil else { return }
        let samples = try await measure()
        guard counts else { return }
        all.append(contentsOf: samples)
        medians.append(samples.median)
    }
}

/// An answer that a contestant should not have given. It ends the program: there is nothing to measure.
struct WrongAnswer: Error, CustomStringConvertible {
    let description: String

    init(_ answer: some CustomStringConvertible, expected: some CustomStringConvertible) {
        description = "an answer is \(answer.description.prefix(200)), not \(expected.description.prefix(200))"
    }
}

func expect<Answer: Equatable & CustomStringConvertible>(_ answer: Answer, is expected: Answer) throws {
    if answer != expected { throw WrongAnswer(answer, expected: expected) }
}

/// The results of a script that counts its runs: each is one more than the one before.
final class Counting {
    private var last: Int

    init(from first: Int = 0) {
        last = first
    }

    func check(_ count: Int) throws {
        last += 1
        try expect(count, is: last)
    }
}
