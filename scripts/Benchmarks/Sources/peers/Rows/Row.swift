import Measuring

/// A job, and the ways in which Isolates and its peers do it.
struct Row {
    /// Its name in bench.json and ratios.json.
    let name: String
    let title: String
    let ours: Contestant
    let peers: [Contestant]

    var contestants: [Contestant] { [ours] + peers }

    /// The median over the rounds of (our median ÷ the peer's in that round).
    func ratio(to peer: Contestant) -> Double? {
        guard !peer.medians.isEmpty, !ours.medians.isEmpty else { return nil }
        return Samples.median(of: zip(ours.medians, peer.medians).map { $0 / $1 })
    }
}
