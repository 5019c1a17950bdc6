extension Supervisor.Configuration {
    /// - Throws: `invalidArgument` if a number is out of its range.
    func check() throws(VMError) {
        try check("warmWorkers", warmWorkers, atLeast: 0, instead: "0 keeps none ready")
        try check("maximumWorkers", maximumWorkers, atLeast: 1, instead: "leave it out for no limit")
        try check("maximumQueuedRuns", maximumQueuedRuns, atLeast: 0, instead: "leave it out for no limit")
        try check("maximumMemory", maximumMemory?.bytes, atLeast: 1, instead: "leave it out for no limit")
    }

    private func check(_ name: String, _ value: Int?, atLeast least: Int, instead: String) throws(VMError) {
        guard let value, value < least else { return }
        throw VMError(.invalidArgument, "\(name) must be at least \(least), not \(value); \(instead)")
    }
}
