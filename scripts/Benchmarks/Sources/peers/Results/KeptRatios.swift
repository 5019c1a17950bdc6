import Foundation
import Measuring

/// Ratios to peers from an earlier measurement, by row and peer.
struct KeptRatios {
    /// A ratio may become worse by this factor, because a busy machine does not affect both sides alike.
    static let tolerance = 1.5

    private var ratios: [String: [String: Double]]

    init(contentsOf file: URL) throws {
        ratios = try JSONDecoder().decode([String: [String: Double]].self, from: Data(contentsOf: file))
    }

    /// Describes the ratios that have become worse by more than half. A peer without a kept ratio is not compared.
    func regressions(_ rows: [Row]) -> [String] {
        rows.flatMap { row in
            row.peers.compactMap { peer in
                guard let kept = ratios[row.name]?[peer.title], let ratio = row.ratio(to: peer),
                    ratio > kept * Self.tolerance
                else { return nil }
                let (now, before) = (fixed(ratio, digits: 2), fixed(kept, digits: 2))
                return "\(row.name): \(now) × \(peer.title), where \(before) × is kept"
            }
        }
    }

    /// Keeps the ratios of these rows.
    ///
    /// - Parameter isAll: whether there are no other rows, so that what is kept of others is forgotten.
    mutating func keep(_ rows: [Row], isAll: Bool) {
        if isAll { ratios = [:] }
        for row in rows {
            let pairs = row.peers.compactMap { peer in row.ratio(to: peer).map { (peer.title, $0) } }
            ratios[row.name] = Dictionary(pairs.map { ($0, ($1 * 100).rounded() / 100) }) { $1 }
        }
    }

    /// The JSON for the file.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(ratios)
    }
}
