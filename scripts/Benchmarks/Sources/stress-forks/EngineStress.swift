import Measuring

/// The engine alone, in C: a process that runs scripts and collects garbage between its forks, as a live context's
/// worker does.
enum EngineStress {
    static func run(_ count: Int) -> Outcome {
        var outcome = Outcome(
            title: "The engine alone: a process that runs scripts between its forks; each child runs one")
        let floor = Floor(.forkScripts)
        let control = Floor(.fork)
        _ = floor.measure(10)
        while outcome.times.count < count {
            outcome.times.append(contentsOf: floor.measure(min(20, count - outcome.times.count)))
            outcome.control.append(contentsOf: control.measure(2))
        }
        outcome.hung = outcome.times.nanoseconds.count { $0 == .max }
        return outcome
    }
}
