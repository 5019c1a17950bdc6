import Measuring

/// One way to do a job, which can be measured repeatedly.
final class Contestant {
    let title: String
    /// Why it is not measured; nil if it is.
    let absence: String?
    private let measure: () throws -> Samples
    private(set) var all = Samples()
    private(set) var medians: [Double] = []

    init(_ title: String, absence: String? = nil, measure: @escaping () throws -> Samples) {
        self.title = title
        self.absence = absence
        self.measure = measure
    }

    /// - Parameter body: called `count` times; each call is timed.
    convenience init(_ title: String, absence: String? = nil, times count: Int, _ body: @escaping () throws -> Void) {
        self.init(title, absence: absence) {
            var samples = Samples()
            for _ in 0..<count {
                let start = now()
                try body()
                samples.append(now() - start)
            }
            return samples
        }
    }

    func measureOnce(counts: Bool) throws {
        guard absence == nil else { return }
        let samples = try measure()
        guard counts else { return }
        all.append(contentsOf: samples)
        medians.append(samples.median)
    }
}
