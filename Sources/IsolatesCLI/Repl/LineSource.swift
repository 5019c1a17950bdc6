/// Where a prompt gets its lines from.
protocol LineSource {
    /// Waits for the next line.
    ///
    /// - Parameter prompt: what is shown to a person.
    mutating func next(prompt: Prompt) async -> Line
}

/// What stands before what is typed.
enum Prompt: String {
    case first = "> "
    /// The input before is incomplete.
    case continued = "... "
}

/// What comes of waiting for a line.
enum Line: Equatable {
    /// A line, without its newline.
    case text(String)
    /// Ctrl+C: what was typed is given up. `hadText`: whether there was any in this line.
    case interrupted(hadText: Bool)
    /// The end of the input: Ctrl+D.
    case end
}

/// Lines of a standard input that is no terminal. There is nobody to see a prompt.
struct PlainLines: LineSource {
    mutating func next(prompt: Prompt) async -> Line {
        readLine().map(Line.text) ?? .end
    }
}
