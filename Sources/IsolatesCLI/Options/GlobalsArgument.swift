import ArgumentParser
import Isolates

/// The groups of web globals of `--globals`.
struct GlobalsArgument: Sendable {
    let groups: [String]

    static let web = GlobalsArgument(groups: WebGlobals.all.map(\.rawValue))

    private init(groups: [String]) {
        self.groups = groups
    }

    /// - Throws: `ValidationError` for a group that there is not.
    init(argument: String) throws {
        switch argument {
        case "web": self = .web
        case "none": groups = []
        default:
            groups = argument.split(separator: ",").map(String.init)
            if let unknown = groups.first(where: { WebGlobals(rawValue: $0) == nil }) {
                let known = WebGlobals.all.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("There is no group '\(unknown)' of web globals. There are: \(known).")
            }
        }
    }
}
