/// What kind of code is run.
public enum CodeType: String, Sendable, CaseIterable {
    /// A script: its result is what its last statement completed with. The default.
    case script
    /// An ES module: its result is its namespace.
    case module
}
