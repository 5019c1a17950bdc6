import ArgumentParser
import Glibc

/// When output is in colours.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    /// On a terminal, unless the environment variable `NO_COLOR` is set (no-color.org) or `TERM` is `dumb`.
    case auto
    case always
    case never

    /// Whether a stream is coloured.
    func colors(_ stream: Output.Stream) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: isatty(stream.rawValue) == 1 && Self.isWanted
        }
    }

    private static var isWanted: Bool {
        let noColor = getenv("NO_COLOR").map { String(cString: $0) } ?? ""
        let terminal = getenv("TERM").map { String(cString: $0) } ?? ""
        return noColor.isEmpty && terminal != "dumb"
    }
}

/// The option of those commands that show values.
struct ColorOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "When values are shown in colours: auto, always or never.",
            discussion: "auto is on a terminal, unless NO_COLOR is set.", valueName: "when"))
    var color = ColorChoice.auto

    @Flag(help: "Let what the script's console writes steer the terminal: colours, the cursor, the title.")
    var allowEscapes = false

    var output: Output { Output(color: color, allowsEscapes: allowEscapes) }
}
