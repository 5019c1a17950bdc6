import Testing

/// Output that is large, or that nobody takes.
@Suite(.timeLimit(.minutes(1)))
struct OutputTests {
    /// Runs a line of bash, in which `isolates` is the program.
    private func shell(_ line: String) async throws -> Program.Ending {
        try await Program.run(
            "-c", "isolates() { \"$ISOLATES\" \"$@\"; }; \(line)", path: "/bin/bash",
            environment: ["ISOLATES": Program.path])
    }

    @Test func largeResultIsComplete() async throws {
        let run = try await shell("isolates run -e '\"x\".repeat(5e6)' | (sleep 0.2; wc -c)")
        #expect(run.output == "5000001\n")
    }

    @Test func readerThatLeavesEndsTheProgramQuietly() async throws {
        let run = try await shell("isolates run -e '\"x\".repeat(5e6)' | head -c 3; echo \" ${PIPESTATUS[0]}\"")
        #expect(run.output == "xxx 141\n")
        #expect(run.errors == "")
    }

    @Test func readerThatLeavesEndsTheProgramQuietlyWithoutSIGPIPE() async throws {
        let run = try await shell(
            "trap '' PIPE; isolates run -e '\"x\".repeat(5e6)' | head -c 3; echo \" ${PIPESTATUS[0]}\"")
        #expect(run.output == "xxx 141\n")
        #expect(run.errors == "")
    }

    @Test func readerThatLeavesEndsAScriptThatWritesForEver() async throws {
        let run = try await shell("isolates run -e 'for (;;) console.log(1)' | head -n 1; echo ${PIPESTATUS[0]}")
        #expect(run.output == "1\n141\n")
    }

    @Test func fullDeviceIsToldOf() async throws {
        let run = try await shell("isolates run -e 1 > /dev/full")
        #expect(run.status == 74)
        #expect(run.errors == "Error: standard output can't be written: No space left on device\n")
    }
}
