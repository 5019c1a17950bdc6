import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DoctorTests {
    @Test func engineEveryLayerAndControlGroups() async throws {
        let run = try await Program.run("doctor")
        #expect(run.status == 0)
        #expect(run.errors == "")
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("engine: JavaScriptCore ") == true)
        #expect(lines.count == 13)
        #expect(lines.last?.hasPrefix("controlGroups: ") == true)
        for line in lines.dropFirst() { #expect(line.hasSuffix(": on") || line.contains(": off, "), "\(line)") }
        #expect(lines.contains("systemCallFilter: on"))
    }

    @Test func noWorker() async throws {
        try await withTemporaryDirectory { directory in
            // No worker stands beside this one.
            let program = directory.appending(path: "isolates").path
            try FileManager.default.copyItem(atPath: Program.path, toPath: program)
            let run = try await Program.run("doctor", path: program, environment: ["ISOLATES_WORKER": "/bin/true"])
            #expect(run.status == 1)
            #expect(run.output == "")
            #expect(run.errors.hasPrefix("Error: /bin/true could not be started"), "\(run.errors)")
        }
    }

    /// A machine that gives no namespaces: unshare(1) makes a user namespace that may have none below it.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare"), "util-linux is there"))
    func machineWithoutNamespaces() async throws {
        let limits = ["user", "pid", "mnt", "net", "ipc"].map { "echo 0 >/proc/sys/user/max_\($0)_namespaces" }
        let command = (limits + ["exec '\(Program.path)' doctor"]).joined(separator: " && ")
        let run = try await Program.run("--user", "--map-root-user", "sh", "-c", command, path: "/usr/bin/unshare")
        // Where the machine gives nobody a user namespace, unshare itself fails; in a container, possibly what is
        // written to /proc/sys.
        guard !run.errors.hasPrefix("unshare:"), !run.errors.hasPrefix("sh:") else { return }
        #expect(run.status == 0, "\(run.errors)")
        for layer in ["processNamespace", "networkNamespace", "ipcNamespace"] {
            #expect(run.output.contains("\(layer): off, clone: No space left on device\n"), "\(run.output)")
        }
        #expect(run.output.contains("emptyFileSystem: off, there is no mount namespace of its own\n"))
        #expect(run.output.contains("systemCallFilter: on\n"))
    }
}
