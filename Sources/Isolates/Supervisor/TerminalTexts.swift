/// How what contexts show is written for a terminal.
package struct TerminalTexts: Sendable, Equatable {
    /// Whether what goes to standard output is in colours, and holds nothing of a script's that steers a terminal.
    package var colorsOutput = false
    /// The same of standard error.
    package var colorsErrors = false
    /// Whether the console passes on what steers a terminal.
    package var passesEscapes = false

    package init(colorsOutput: Bool = false, colorsErrors: Bool = false, passesEscapes: Bool = false) {
        self.colorsOutput = colorsOutput
        self.colorsErrors = colorsErrors
        self.passesEscapes = passesEscapes
    }
}
