/// The rows of `globals.json` where JavaScript here does something else than in Node, and what.
enum GlobalsHere {
    struct Row {
        let results: [String]
        let after: String
    }

    static let rows: [String: Row] = [:]
}
