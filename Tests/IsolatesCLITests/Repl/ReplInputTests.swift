import Testing

/// What the prompt takes for a script, from a standard input that is no terminal.
@Suite(.timeLimit(.minutes(1))) struct ReplInputTests {
    @Test(arguments: [
        ("{\n\"city\": \"Oslo\",\n\"tags\": [\"a\",\n\"b\"]\n}\n", "{ city: 'Oslo', tags: [ 'a', 'b' ] }\n"),
        ("{ a: 1,\nb: 2 }\n", "{ a: 1, b: 2 }\n"), ("'a\\\nb'\n", "'ab'\n"),
        ("`a ${[1,\n2].map(n =>\nn * 2)} b\nc`\n", "'a 2,4 b\\nc'\n"), ("1;/* a\n\n*/2\n", "2\n"),
        ("if (1)\n5\n", "5\n"), ("foo.\nbar\n", ""), (".5 + .5\n", "1\n"), ("{ let q = 1; q }\n", "1\n"),
        ("[\u{2028}1,\n2]\n", "[ 1, 2 ]\n"),
    ])
    func inputGoesOnUntilItIsComplete(_ input: String, _ output: String) async throws {
        let run = try await Program.run("repl", input: input)
        #expect(run.output == output)
    }

    @Test func inputThatEndsInTheMiddleIsAnError() async throws {
        let run = try await Program.run("repl", input: "1\nfunction f() {\n")
        #expect(run.output == "1\n")
        #expect(run.errors.contains("Uncaught SyntaxError: Unexpected end of script"))
        #expect(run.status == 1)
    }

    @Test func anUnhandledRejectionIsShown() async throws {
        let run = try await Program.run("repl", input: "(async () => { throw new TypeError('late') })(); 1\n2\n")
        #expect(run.output == "1\n2\n")
        #expect(run.errors.hasPrefix("Uncaught TypeError: late\n    at REPL1:1:"))
        #expect(run.status == 0)
    }

    @Test func anErrorIsShownWithAllThatItHas() async throws {
        let run = try await Program.run(
            "repl",
            input:
                "throw Object.assign(new Error('p', { cause: new TypeError('c') }), { code: 'E1' })\nthrow { a: 1 }\n")
        #expect(run.errors.hasPrefix("Uncaught Error: p\n    at REPL1:1:"))
        #expect(run.errors.contains("  code: 'E1',\n  [cause]: TypeError: c\n"))
        #expect(run.errors.hasSuffix("Uncaught { a: 1 }\n"))
    }

    @Test(arguments: [
        ("const total = await Promise.resolve(40 + 2)\ntotal\n", "undefined\n42\n"),
        (
            "let { a, b: [c] } = await Promise.resolve({ a: 1, b: [2] }); function g() { return a + c }\na = 10\ng()\n",
            "undefined\n10\n12\n"
        ),
        ("await (async () => 7)()\n", "7\n"), ("[1,\nawait 2]\n", "[ 1, 2 ]\n"), ("{ a: await 1 }\n", "{ a: 1 }\n"),
        ("let n = 0; for (const x of [1, 2]) n += await x\nn\n", "undefined\n3\n"),
        ("const k = await 1; k + 1\nk\n", "2\n1\n"),
        ("async function f() { return await 3 }\nf().then(x => y = x); 0\ny\n", "undefined\n0\n3\n"),
    ])
    func awaitCanStandOutsideOfFunctions(_ input: String, _ output: String) async throws {
        let run = try await Program.run("repl", input: input)
        #expect(run.output == output)
        #expect(run.errors == "")
    }

    /// What is put around such an input leaves its places as they are.
    @Test(arguments: [
        ("await Promise.reject(new Error('a'))\n", "REPL1:1:31"), ("\n  await f(1)\n", "REPL1:1:10"),
        ("let x = await 1 // one\nnull.x\n", "REPL2:1:5"), ("[1,\n  await null.x]\n", "REPL2:2:13"),
        ("if (await 1) { null.x }\n", "REPL1:1:20"),
    ])
    func placesInWhatAwaitsAreThoseOfTheInput(_ input: String, _ place: String) async throws {
        let run = try await Program.run("repl", input: input)
        #expect(run.errors.contains("    at \(place)\n"), "\(run.errors)")
    }

    @Test func theLastResultAndTheLastErrorHaveNames() async throws {
        let run = try await Program.run(
            "repl", input: "6 * 7\n_ + 1\nthrow new Error('q')\n_error.message\nvar _ = 'own'\n5\n_\n")
        #expect(run.output == "42\n43\n'q'\nundefined\n5\n'own'\n")
    }

    @Test func dotCommands() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "s.js").path
            let run = try await Program.run(
                "repl",
                input: """
                    let a = 1
                    .fork
                    a = 2
                    .rollback
                    a
                    .rolback
                    .save \(file)
                    .clear
                    typeof a
                    .load \(file)
                    a
                    .load /there/is/none
                    .exit
                    unseen
                    """)
            #expect(run.output == "undefined\n2\n1\n'undefined'\n2\n2\n")
            #expect(run.errors.hasPrefix("There is no .rolback. Did you mean .rollback?"))
            #expect(run.errors.hasSuffix("Error: /there/is/none can't be read: No such file or directory\n"))
            #expect(run.status == 0)
        }
    }
}
