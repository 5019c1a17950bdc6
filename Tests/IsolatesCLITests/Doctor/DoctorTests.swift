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
        #expect(lines.count == 21)
        #expect(lines[12].hasPrefix("controlGroups: "))
        for line in lines[1...12] { #expect(line.hasSuffix(": on") || line.contains(": off, "), "\(line)") }
        #expect(lines.contains("systemCallFilter: on"))
        #expect(lines[13] == "checkpoints: log" || lines[13].hasPrefix("checkpoints: forks, "))
        let rest = lines[14...].map { $0.prefix { $0 != ":" } }
        #expect(rest == ["processes", "descriptors", "memory", "fork", "run", "kill", "rollback"])
        for line in lines[17...] { #expect(line.hasSuffix(" ms"), "\(line)") }
    }

    @Test func programsGetALine() async throws {
        let run = try await Program.run("doctor", "--json")
        #expect(run.status == 0)
        let line = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(line.keys.sorted() == ["checkpoints", "controlGroups", "engine", "layers", "limits", "selfTest"])
        let layers = try #require(line["layers"] as? [String: [String: Any]])
        #expect(layers["systemCallFilter"]?["on"] as? Bool == true)
        let checkpoints = try #require(line["checkpoints"] as? [String: String])
        #expect(checkpoints["method"] == "log" || checkpoints["reason"] != nil)
        let times = try #require(line["selfTest"] as? [String: Double])
        #expect(times.keys.sorted() == ["fork", "kill", "rollback", "run"])
        #expect(times.values.allSatisfy { $0 > 0 })
        #expect(((line["limits"] as? [String: Any])?["descriptors"] as? Int ?? 0) > 0)
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

    /// Too few even for the program to begin.
    @Test func tooFewDescriptors() async throws {
        let run = try await Program.run("-c", "ulimit -n 10 && exec '\(Program.path)' doctor", path: "/bin/sh")
        #expect(run.status == 1)
        #expect(run.output == "")
        #expect(run.errors.contains("RLIMIT_NOFILE"), "\(run.errors)")
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

    /// Root of a container, whose user namespace has 65,536 users, and none of the numbers that workers get elsewhere.
    @Test(
        .enabled(
            if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare"),
            "for root; util-linux is there"))
    func rootOfContainer() async throws {
        let script = """
            map() { until (echo 0 0 65536 >"/proc/$$/$1") 2>/dev/null; do kill -0 $$ || exit; sleep 0.01; done; }
            (map uid_map; map gid_map) &
            exec unshare --user sh -c 'until grep -q 65536 /proc/self/gid_map; do sleep 0.01; done; exec "$0" doctor' "$0"
            """
        let run = try await Program.run("-c", script, Program.path, path: "/bin/sh")
        // Where the machine gives nobody a user namespace, unshare fails.
        guard !run.errors.hasPrefix("unshare:") else { return }
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("separateUser: on\n") && run.output.contains("processLimit: on\n"), "\(run.output)")
    }
}
