import Foundation
import Testing

/// The supervisor's own program runs where the engine is not installed, and says what to install.
///
/// `swift build` links all libraries of the package's; scripts/setup, scripts/install and scripts/test have the linker
/// leave out what a program does not use.
@Suite(
    .timeLimit(.minutes(1)),
    .enabled(
        if: ProcessInfo.processInfo.environment["CCC_OVERRIDE_OPTIONS"]?.contains("--as-needed") ?? false,
        "scripts/test links the programs as they are installed"))
struct LinkTests {
    /// Needs readelf of binutils, which Swift itself depends on.
    @Test func itNeedsNoLibraryOfTheEngine() async throws {
        let run = try await Program.run("readelf", "--dynamic", "--wide", Program.path, path: "/usr/bin/env")
        #expect(run.status == 0, "\(run.errors)")
        let needed = run.output.split(separator: "\n").filter { $0.contains("(NEEDED)") }
        #expect(needed.contains { $0.contains("libc.so") })
        for library in ["javascriptcore", "seccomp", "glib", "gobject"] {
            #expect(!needed.contains { $0.contains(library) }, "\(needed.joined(separator: "\n"))")
        }
    }

    private static let createContext = #"{"jsonrpc":"2.0","id":1,"method":"createContext","params":{}}"#

    /// In a mount namespace of its own, in which an empty file stands where the engine's library is.
    @Test(
        .enabled(if: MachineTests.canUnmount, "this needs to be root"),
        arguments: [
            ("run -e 1", 69), ("check /dev/null", 69), ("repl", 69), ("doctor", 1),
            // A server stays, and answers.
            ("rpc < <(echo '\(createContext)'; sleep 2)", 0),
        ])
    func everyCommandSaysWhatToInstall(command: String, status: Int) async throws {
        let script = """
            library=$(ldconfig -p | sed -n 's/.*libjavascriptcoregtk-4.1.so.0 .*=> //p' | head -n 1)
            mount --bind /dev/null "$library" && exec '\(Program.path)' \(command)
            """
        let run = try await Program.run("--mount", "bash", "-c", script, path: "/usr/bin/unshare")
        #expect(run.status == Int32(status), "\(run.output)\(run.errors)")
        #expect((run.output + run.errors).contains("libjavascriptcoregtk-4.1-0"), "\(run.output)\(run.errors)")
    }
}
