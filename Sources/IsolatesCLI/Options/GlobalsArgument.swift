import ArgumentParser
import Isolates

/// The groups of web globals of `--globals`.
struct GlobalsArgument: Sendable {
    let groups: [WebGlobals]

    static let web = GlobalsArgument(groups: WebGlobals.all)

    private init(groups: [WebGlobals]) {
        self.groups = groups
    }

    /// - Throws: `ValidationError` for a group that does not exist.
    init(argument: String) throws {
        switch argument {
        case "web": self = .web
        case "none": groups = []
        default:
            groups = try argument.split(separator: ",").map { name in
                if let group = WebGlobals(rawValue: String(name)) { return group }
                let known = WebGlobals.all.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("There is no group '\(name)' of web globals. There are: \(known).")
            }
        }
    }
}
