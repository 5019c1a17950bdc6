import ArgumentParser

/// The option of the commands that show values.
struct ColorOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "When values are shown in colours: auto, always or never.",
            discussion: "auto is on a terminal, unless NO_COLOR is set.", valueName: "when"))
    var color = ColorChoice.auto
}

/// The options of the commands that run scripts at a terminal.
struct TerminalOptions: ParsableArguments {
    @OptionGroup var color: ColorOption

    @Flag(help: "Let what the script's console writes steer the terminal: colours, the cursor, the title.")
    var allowEscapes = false

    var output: Output { Output(color: color.color, allowsEscapes: allowEscapes) }
}
