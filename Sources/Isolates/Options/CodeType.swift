/// The kind of code that is run.
public enum CodeType: String, Sendable, CaseIterable {
    /// A script: its result is the value of its last statement. The default.
    case script
    /// An ES module: its result is its namespace.
    case module
}
