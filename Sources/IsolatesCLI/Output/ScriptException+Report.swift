import Isolates

extension ScriptException {
    /// What standard error shows: the place in the source and the stack, or for a thrown value that is no error
    /// `Uncaught` and the value.
    var report: String {
        guard stack == nil, let filename, let line else { return description }
        let place = column.map { "\(filename):\(line):\($0)" } ?? "\(filename):\(line)"
        return "\(description)\n    at \(place)"
    }
}
