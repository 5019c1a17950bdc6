/// A command to the prompt itself: a dot, a name, and an argument.
struct ReplCommandLine {
    /// The names and what they do, in the order of the help.
    enum Name: String, CaseIterable {
        case `break`, clear, exit, fork, help, load, rollback, save

        var help: String {
            switch self {
            case .break: ".break      give up what was typed so far; so does Ctrl+C, which also ends what is running"
            case .clear: ".clear      begin anew, in a new context"
            case .exit: ".exit       end; so does Ctrl+D"
            case .fork: ".fork       keep a copy of the context as it stands"
            case .help: ".help       this"
            case .load: ".load FILE  run a file"
            case .rollback: ".rollback   go back to the copy that .fork kept"
            case .save: ".save FILE  write what was typed to a file"
            }
        }
    }

    let word: String
    let argument: String

    /// Nil if the line is JavaScript, such as `.5`.
    init?(_ line: String) {
        let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard let first = words.first, first.first == ".", first.dropFirst().first?.isLetter == true else { return nil }
        word = String(first.dropFirst())
        argument = words.count > 1 ? String(words[1].drop { $0.isWhitespace }).trimmed : ""
    }

    /// Nil if there is no such command.
    var name: Name? { Name(rawValue: word) }

    /// The complaint about a command that does not exist.
    var complaint: String {
        let known = Name.allCases.map(\.rawValue)
        let hint = Suggestion.nearest(to: word, among: known).map { " Did you mean .\($0)?" } ?? ""
        return "There is no .\(word).\(hint) .help lists what there is."
    }
}

extension String {
    fileprivate var trimmed: String {
        String(Substring(reversed().drop { $0.isWhitespace }.reversed()))
    }
}
