import Foundation
import Testing

/// `scripts/install` and `scripts/uninstall` in a prefix of their own.
@Suite(.timeLimit(.minutes(1)))
struct InstallTests {
    private func script(_ name: String, _ arguments: String..., environment: [String: String] = [:]) async throws
        -> Program.Ending
    {
        try await Program.run(
            arguments, path: Readme.root.appending(path: "scripts/\(name)").path, environment: environment)
    }

    private func files(below folder: URL) -> Set<String> {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return Set(paths.filter { !isFolder(folder.appending(path: $0)) })
    }

    private func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }

    @Test func whatIsInstalledRunsAndGoesAgain() async throws {
        try await withTemporaryDirectory { directory in
            let prefix = directory.appending(path: "usr").path
            let installed = try await script("install", "--from", Program.directory.path, prefix)
            #expect(installed.status == 0, "\(installed.errors)")
            let manuals = ["", "-run", "-check", "-repl", "-rpc", "-serve", "-doctor"].map {
                "share/man/man1/isolates\($0).1"
            }
            #expect(
                files(below: directory.appending(path: "usr"))
                    == Set(
                        manuals + [
                            "bin/isolates", "libexec/isolates/isolate-worker",
                            "share/bash-completion/completions/isolates", "share/zsh/site-functions/_isolates",
                            "share/fish/vendor_completions.d/isolates.fish",
                        ]))

            let run = try await Program.run("run", "-e", "6 * 7", path: "\(prefix)/bin/isolates")
            #expect(run.output == "42\n")
            let manual = try String(contentsOfFile: "\(prefix)/share/man/man1/isolates-run.1", encoding: .utf8)
            #expect(manual.contains(".SH OPTIONS\n") && manual.contains("--parallel <count>"))
            let completion = try await Program.run(
                "-c", "source '\(prefix)/share/bash-completion/completions/isolates' && complete -p isolates",
                path: "/bin/bash")
            #expect(completion.output.contains("_isolates"), "\(completion.errors)")

            let removed = try await script("uninstall", prefix)
            #expect(removed.status == 0)
            #expect(files(below: directory).isEmpty)
            #expect(try await script("uninstall", prefix).status == 1)
        }
    }

    @Test func whatOthersHavePutThereStays() async throws {
        try await withTemporaryDirectory { directory in
            let other = directory.appending(path: "bin/other")
            try FileManager.default.createDirectory(
                at: directory.appending(path: "bin"), withIntermediateDirectories: true)
            try Data().write(to: other)
            #expect(try await script("install", "--from", Program.directory.path, directory.path).status == 0)
            #expect(try await script("uninstall", directory.path).status == 0)
            #expect(files(below: directory) == ["bin/other"])
        }
    }

    @Test func wrongUsage() async throws {
        #expect(try await script("install", "relative").status == 1)
        #expect(try await script("install", "--from", "/there/is/none", "/tmp/nowhere").status == 1)
    }
}
