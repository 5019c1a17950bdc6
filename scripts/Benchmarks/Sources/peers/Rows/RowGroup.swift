/// Rows that share programs, which run only while these rows are measured.
protocol RowGroup: AnyObject, SendableMetatype {
    /// What the rows are about: the title of their plot.
    static var title: String { get }
    /// The name of the plot's file, without its ending.
    static var slug: String { get }
    /// The names of the rows.
    static var names: [String] { get }

    init(_ programs: Programs) async throws

    var rows: [Row] { get }

    /// Ends the programs.
    func end() async
}

/// All groups, in the order of the report.
let allGroups: [any RowGroup.Type] = [
    RunRows.self, SwiftRows.self, ValueRows.self, ContextRows.self, CrowdRows.self, DeadlineRows.self, StartRows.self,
    ConsoleRows.self, ComputationRows.self, LibraryRows.self, TemplateRows.self, ModuleRows.self,
]
