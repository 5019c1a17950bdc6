/// How the output of contexts is written for a terminal.
package struct TerminalTexts: Sendable, Equatable {
    /// Whether text for standard output is coloured, with scripts' control characters escaped.
    package var colorsOutput = false
    /// The same for standard error.
    package var colorsErrors = false
    /// Whether the console passes on scripts' control characters.
    package var passesEscapes = false

    package init(colorsOutput: Bool = false, colorsErrors: Bool = false, passesEscapes: Bool = false) {
        self.colorsOutput = colorsOutput
        self.colorsErrors = colorsErrors
        self.passesEscapes = passesEscapes
    }
}
