import Foundation
import Testing

/// `isolates repl` where standard input is a terminal, and where it is none.
@Suite(.timeLimit(.minutes(1))) struct ReplTests {
    /// Gives `body` a prompt whose history is in a file of its own.
    private func withPrompt(_ options: String = "", history: URL? = nil, _ body: (Terminal) throws -> Void) async throws
    {
        let terminal = try Terminal(
            "repl \(options)",
            environment: [
                "ISOLATES_REPL_HISTORY": history?.path ?? "", "NO_COLOR": "1",
            ])
        try terminal.wait(for: "> ")
        try body(terminal)
        try terminal.type("\u{4}")
        #expect(await terminal.status() == 0)
    }

    /// Types a line, and gives what was shown for it before the next prompt.
    private func answer(_ line: String, _ terminal: Terminal) throws -> String {
        try terminal.type(line + "\r")
        try terminal.wait(for: "\(line)\r\n")
        return try terminal.wait(for: "\r\n> ")
    }

    private func expect(
        _ line: String, gives text: String, _ terminal: Terminal, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let shown = try answer(line, terminal)
        #expect(shown == text, sourceLocation: sourceLocation)
    }

    private func expect(
        _ line: String, _ terminal: Terminal, sourceLocation: SourceLocation = #_sourceLocation,
        isRight: (String) -> Bool
    ) throws {
        let shown = try answer(line, terminal)
        #expect(isRight(shown), "\(shown)", sourceLocation: sourceLocation)
    }

    @Test func linesShareAContext() async throws {
        try await withPrompt("--sandbox '{\"n\":2}'") { terminal in
            try expect("let x = n * 3", gives: "undefined", terminal)
            try expect("x", gives: "6", terminal)
            try expect("'text'", gives: "'text'", terminal)
            try expect("{ a: [x] }", gives: "{ a: [ 6 ] }", terminal)
            try expect("{ let y = 1; }", gives: "undefined", terminal)
            try expect("console.log('%s!', x); 7", gives: "6!\r\n7", terminal)
        }
    }

    @Test func errorsShowTheirPlace() async throws {
        try await withPrompt { terminal in
            try expect("throw new Error('e')", gives: "Uncaught Error: e\r\n    at REPL1:1:16", terminal)
            try expect("var = 1", terminal) {
                $0.hasPrefix("REPL2:1\r\nvar = 1\r\n    ^\r\n\r\nUncaught SyntaxError: ")
            }
            try expect("'open", terminal) { $0.contains("SyntaxError") }
            try expect("throw 1", gives: "Uncaught 1", terminal)
            try expect("1", gives: "1", terminal)
        }
    }

    @Test(arguments: [
        (["function f() {", "  return 1", "}", "f()"], "1"), (["[1, 2].map(x =>", "", "x * 2)"], "[ 2, 4 ]"),
        (["`a", "b`"], "'a\\nb'"), (["/* a", "b */ 7"], "7"), (["({ a: 1,", "b: 2 })"], "{ a: 1, b: 2 }"),
        (["1 +", "2"], "3"),
    ])
    func inputGoesOnUntilItIsComplete(_ lines: [String], _ result: String) async throws {
        try await withPrompt { terminal in
            for line in lines {
                try terminal.type(line + "\r")
                try terminal.wait(for: "\(line)\r\n")
            }
            try terminal.wait(for: "\(result)\r\n> ")
        }
    }

    @Test func controlCEndsWhatIsRunning() async throws {
        try await withPrompt { terminal in
            try terminal.type("console.log('beg' + 'un'); while (true);\r")
            try terminal.wait(for: "begun")
            try terminal.type("\u{3}")
            try terminal.wait(for: "interrupted by `SIGINT`")
            try terminal.wait(for: "> ")
            try expect("1 + 1", gives: "2", terminal)
        }
    }

    @Test func controlCGivesUpWhatWasTyped() async throws {
        try await withPrompt { terminal in
            try expect("let kept = 5", gives: "undefined", terminal)
            try terminal.type("nonsense ( \u{3}")
            try terminal.wait(for: "^C\r\n> ")
            try terminal.type("({ a:\r")
            try terminal.wait(for: "... ")
            try terminal.type("\u{3}")
            try terminal.wait(for: "^C\r\n> ")
            try terminal.type("\u{3}")
            try terminal.wait(for: "Ctrl+D")
            try terminal.wait(for: "> ")
            try expect("kept", gives: "5", terminal)
        }
    }

    @Test func theHistoryIsKept() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "history")
            try await withPrompt(history: file) { terminal in
                try expect("40 + 2", gives: "42", terminal)
                try terminal.type("\u{1b}[A\r")
                try terminal.wait(for: "42\r\n> ")
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            try await withPrompt(history: file) { terminal in
                try terminal.type("\u{1b}[A\r")
                try terminal.wait(for: "42\r\n> ")
            }
        }
    }

    @Test func tabCompletesNames() async throws {
        try await withPrompt { terminal in
            try expect("let settings = { timeout: 5, timeLimit: 6 }; const other = 1", gives: "undefined", terminal)
            try terminal.type("settings.timeo\t\r")
            try terminal.wait(for: "\r\n5\r\n> ")
            try terminal.type("setti\t.time\t")
            try terminal.wait(for: "timeLimit  timeout\r\n")
            try terminal.type("L\t\r")
            try terminal.wait(for: "6\r\n> ")
            try terminal.type("JSON.stri\t([oth\t])\r")
            try terminal.wait(for: "\r\n'[1]'\r\n> ")
            try terminal.type("globalThis.nothing.x\t\r")
            try terminal.wait(for: "> ")
        }
    }

    @Test func tabRunsNoGetter() async throws {
        try await withPrompt { terminal in
            try expect(
                "let n = 0; var g = { get x() { return { yy: n++ } }, z: { alone: 5 } }", gives: "undefined", terminal)
            try terminal.type("g.x.y\t")
            try terminal.wait(for: "\u{7}")
            try terminal.type("\u{15}")
            try expect("n", gives: "0", terminal)
            try terminal.type("g.z.al\t\r")
            try terminal.wait(for: "\r\n5\r\n> ")
        }
    }

    @Test func whatComesNextBeginsALine() async throws {
        let terminal = try Terminal("echo | $ISOLATES repl; $ISOLATES repl; echo next", isCommandLine: true)
        try terminal.wait(for: "> ")
        try terminal.type("\u{4}")
        #expect(try terminal.wait(for: "next\r\n").hasSuffix("\r\n"))
        #expect(await terminal.status() == 0)
    }

    @Test func controlRSearchesTheHistory() async throws {
        try await withPrompt { terminal in
            try expect("40 + 2", gives: "42", terminal)
            try expect("'other'", gives: "'other'", terminal)
            try terminal.type("\u{12}40\u{1b}\r")
            try terminal.wait(for: "42\r\n> ")
        }
    }

    @Test func theHistoryIsInTheFolderForState() async throws {
        try await withTemporaryDirectory { directory in
            let terminal = try Terminal(
                "repl", environment: ["XDG_STATE_HOME": directory.path + "/state", "NO_COLOR": "1"])
            try terminal.wait(for: "> ")
            try expect("40 + 2", gives: "42", terminal)
            try terminal.type("\u{4}")
            #expect(await terminal.status() == 0)
            let file = directory.appending(path: "state/isolates/repl_history")
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func resultsAreColored() async throws {
        let terminal = try Terminal("repl", environment: ["ISOLATES_REPL_HISTORY": "", "NO_COLOR": ""])
        try terminal.wait(for: "> ")
        try expect("[1]", gives: "[ \u{1b}[33m1\u{1b}[39m ]", terminal)
        try terminal.type("\u{4}")
        #expect(await terminal.status() == 0)
    }

    @Test func commands() async throws {
        try await withPrompt { terminal in
            try expect(".help", terminal) { $0.contains(".clear") }
            try expect("var x = 1", gives: "undefined", terminal)
            try terminal.type(".clear\r")
            try terminal.wait(for: "> ")
            try expect("typeof x", gives: "'undefined'", terminal)
            try terminal.type("(\r")
            try terminal.wait(for: "... ")
            try terminal.type(".break\r")
            try terminal.wait(for: "> ")
            try expect("1", gives: "1", terminal)
        }
        let ending = try await Program.run("repl", input: "1\n.exit\n2\n")
        #expect(ending.output == "1\n")
    }

    @Test func aTimeoutEndsALine() async throws {
        let ending = try await Program.run("repl", "--timeout", "200ms", input: "while (true);\n'next'\n")
        #expect(ending.output == "'next'\n")
        #expect(ending.errors.hasPrefix("Error: Script execution timed out after 200ms\n"))
        #expect(ending.status == 0)
    }

    @Test func withoutATerminalThereIsNoPrompt() async throws {
        let ending = try await Program.run("repl", input: "let a = {\nb: 1 }\na\nthrow 1\nconsole.error('e')\na.b")
        #expect(ending.status == 0)
        #expect(ending.output == "undefined\n{ b: 1 }\nundefined\n1\n")
        #expect(ending.errors == "Uncaught 1\ne\n")
    }

    @Test func wrongUsage() async throws {
        #expect(try await Program.run("repl", "--timeout", "0s").status == 64)
        #expect(try await Program.run("repl", "--sandbox", "@/there/is/none").status == 66)
    }

    @Test func webGlobalsAreThereUnlessTurnedOff() async throws {
        try await withPrompt { terminal in
            try expect("new URL('../b', 'http://h/a/').href", gives: "'http://h/b'", terminal)
            try expect("await new Promise(done => setTimeout(done, 1, 42))", gives: "42", terminal)
            try expect("setTimeout(() => console.log('later'), 1); 7", gives: "later\r\n7", terminal)
        }
        try await withPrompt("--globals none") { terminal in
            try expect("typeof setTimeout", gives: "'undefined'", terminal)
        }
    }
}
