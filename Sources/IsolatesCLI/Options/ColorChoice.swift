import ArgumentParser
import Glibc

/// When output is coloured.
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
