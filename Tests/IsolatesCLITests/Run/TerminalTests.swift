import Testing

/// Ctrl+C on a terminal.
@Suite struct TerminalTests {
    @Test(.timeLimit(.minutes(1))) func controlCEndsTheRun() async throws {
        let terminal = try Terminal("run -e 'console.log(\"begun\"); while (true);'")
        try terminal.wait(for: "begun")
        try terminal.type("\u{3}")
        #expect(await terminal.status() == 130)
    }
}
