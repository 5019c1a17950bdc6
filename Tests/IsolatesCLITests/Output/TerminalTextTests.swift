import Testing

/// What a terminal is shown: colours, and nothing of a script's that steers it.
@Suite(.timeLimit(.minutes(1)))
struct TerminalTextTests {
    /// All that the program shows at a terminal.
    private func shown(_ command: String, _ environment: [String: String] = [:]) async throws -> String {
        let terminal = try Terminal("\(command); echo end", environment: environment, isCommandLine: true)
        let text = try terminal.wait(for: "end\r\n")
        _ = await terminal.status()
        return text
    }

    private static let escape = "\\x1b]0;title\\x07"

    @Test(arguments: [
        "\"\(escape)\"", "console.log(\"\(escape)\")", "throw new Error(\"\(escape)\")", "throw \"\(escape)\"",
        "Symbol(\"\(escape)\")", "({ [Symbol(\"\(escape)\")]: 1 })",
        "Object.defineProperty(() => 1, \"name\", { value: \"\(escape)\" })",
        "Promise.reject(new Error(\"\(escape)\")); 1", "console.error({ a: Symbol(\"\(escape)\") })",
        "console.log(\"%s\", Symbol(\"\(escape)\"))", "console.table([[\"\(escape)\"]])",
        "console.group(\"\(escape)\")",
        "class A { get [Symbol.toStringTag]() { return \"\(escape)\" } }; new A",
        "({ [Symbol.for(\"nodejs.util.inspect.custom\")]() { return \"\(escape)\" } })",
        "console.count(\"\(escape)\")", "console.trace(\"\(escape)\")", "\"\\x9b31m\"",
    ])
    func nothingSteersTheTerminal(_ code: String) async throws {
        for color in ["never", "always"] {
            let text = try await shown("$ISOLATES run --color \(color) -e '\(code)'")
            #expect(!text.contains("\u{1b}]") && !text.contains("\u{7}") && !text.contains("\u{9b}"), "\(text)")
            #expect(text.contains(#"\x1B"#) || text.contains(#"\x9B"#) || text.contains(#"\x1b"#))
        }
    }

    @Test func sourceAndFileNamesSteerNothing() async throws {
        let text = try await shown("printf 'let a = 1; \\033]0;t\\007' | $ISOLATES run --filename $'f\\033[2J' -")
        #expect(!text.contains("\u{1b}]") && !text.contains("\u{1b}[2J"))
        #expect(text.contains(#"\x1B]0;t\x07"#) && text.contains(#"f\x1B[2J"#))
        let check = try await shown("printf 'let \\033]0;t\\007' | $ISOLATES check -")
        #expect(!check.contains("\u{1b}]"))
        let colored = try await shown("printf 'let \\033[31m' | $ISOLATES check --color always -")
        #expect(!colored.contains("\u{1b}") && colored.contains(#"\x1B[31m"#))
    }

    @Test func wrongArgumentsSteerNothing() async throws {
        for arguments in [#"run $'--\e[31m' -e 1"#, #"run --sandbox $'{\e[31m' -e 1"#, #"$'\e[31m'"#] {
            let text = try await shown("$ISOLATES \(arguments)")
            #expect(text.hasPrefix("Error: ") && !text.contains("\u{1b}") && text.contains(#"\x1B[31m"#), "\(text)")
        }
    }

    @Test func aScriptsColorsAreNotOurs() async throws {
        let text = try await shown(
            "$ISOLATES run --color always -e 'console.log(\"\\x1b[31mred\"); Symbol(\"\\x1b[31m\")'")
        #expect(!text.contains("\u{1b}[31m"))
    }

    @Test func theConsolesEscapesPassWhereTheyAreAllowed() async throws {
        let text = try await shown(
            "$ISOLATES run --allow-escapes -e 'console.log(\"\\x1b[31mred\"); throw \"\\x1b[31mnot\"'")
        #expect(text.contains("\u{1b}[31mred"))
        #expect(!text.contains("\u{1b}[31mnot"))
    }

    @Test func valuesAreColoredOnATerminal() async throws {
        let colored = try await shown("$ISOLATES run -e '[1]'")
        #expect(colored == "[ \u{1b}[33m1\u{1b}[39m ]\r\n")
        #expect(try await shown("$ISOLATES run -e '[1]'", ["NO_COLOR": "1"]) == "[ 1 ]\r\n")
        #expect(try await shown("$ISOLATES run -e '[1]'", ["TERM": "dumb"]) == "[ 1 ]\r\n")
        #expect(try await shown("$ISOLATES run --color never -e '[1]'") == "[ 1 ]\r\n")
        #expect(try await shown("$ISOLATES run -e '[1]' | cat") == "[ 1 ]\r\n")
        #expect(try await Program.run("run", "--color", "always", "-e", "[1]").output == "[ \u{1b}[33m1\u{1b}[39m ]\n")
        #expect(try await Program.run("run", "-e", "'\\x1b[31m'").output == "\u{1b}[31m\n")
    }
}
