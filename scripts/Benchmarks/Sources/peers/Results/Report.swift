import Foundation
import Measuring

/// The results, for people and for programs.
struct Report {
    let rows: [Row]
    let rounds: Int

    var text: String {
        var table = Table("", "samples", "p10", "median", "p99", "Isolates ÷ it")
        for row in rows {
            table.add(row.title, "", "", "", "", "")
            for contestant in row.contestants {
                guard contestant.absence == nil else {
                    table.add("  \(contestant.title): \(contestant.absence!)", "", "", "", "", "")
                    continue
                }
                let ratio = contestant === row.ours ? nil : row.ratio(to: contestant)
                table.add(
                    "  \(contestant.title)", "\(contestant.all.count)", duration(contestant.all.quantile(0.1)),
                    duration(contestant.all.median), duration(contestant.all.quantile(0.99)),
                    ratio.map { fixed($0, digits: 2) } ?? "")
            }
        }
        return table.text
    }

    static func legend(rounds: Int) -> String {
        "Isolates ÷ it: the median over \(rounds) rounds of (Isolates' median ÷ that of the peer in the same round)."
    }

    func json() throws -> Data {
        let rows = rows.map { row in
            JSONRow(
                name: row.name, title: row.title,
                contestants: row.contestants.map { contestant in
                    JSONContestant(
                        title: contestant.title, absence: contestant.absence, samples: contestant.all.count,
                        p10: contestant.all.finite(0.1), median: contestant.all.finite(0.5),
                        p99: contestant.all.finite(0.99),
                        ratio: contestant === row.ours ? nil : row.ratio(to: contestant))
                })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(rows)
    }
}

private struct JSONRow: Encodable {
    let name: String
    let title: String
    let contestants: [JSONContestant]
}

/// Times are in nanoseconds.
private struct JSONContestant: Encodable {
    let title: String
    let absence: String?
    let samples: Int
    let p10: Double?
    let median: Double?
    let p99: Double?
    let ratio: Double?
}

extension Samples {
    fileprivate func finite(_ share: Double) -> Double? {
        count > 0 ? quantile(share) : nil
    }
}
