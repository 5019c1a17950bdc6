/// The source of a prompt's lines.
protocol LineSource {
    /// Waits for the next line.
    ///
    /// - Parameter prompt: what is shown to a person.
    mutating func next(prompt: Prompt) async -> Line
}

/// The text before the user's input.
enum Prompt: String {
    case first = "> "
    /// The input before is incomplete.
    case continued = "... "
}

/// The outcome of waiting for a line.
enum Line: Equatable {
    /// A line, without its newline.
    case text(String)
    /// Ctrl+C: the input is discarded. `hadText` says whether this line had text.
    case interrupted(hadText: Bool)
    /// The end of the input: Ctrl+D.
    case end
}

/// The lines of a standard input that is no terminal. Prompts are not shown.
struct PlainLines: LineSource {
    mutating func next(prompt: Prompt) async -> Line {
        readLine().map(Line.text) ?? .end
    }
}
