import ArgumentParser

/// The option of the commands that run scripts with web globals.
struct GlobalsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The web globals that scripts find: web for all, none, or a list of groups.",
            discussion:
                "The groups are timers, url, encoding, base64, structuredClone, events, crypto, performance, fetch.",
            valueName: "web|none|list"),
        transform: GlobalsArgument.init(argument:))
    var globals = GlobalsArgument.web
}
