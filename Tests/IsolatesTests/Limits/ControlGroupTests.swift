import Glibc
import Testing

@testable import Isolates
@testable import Workers

/// Control groups, where this machine has delegated one to the tests: as a service with `Delegate=memory`, say.
@Suite(.timeLimit(.minutes(1)), .serialized) struct ControlGroupTests {
    private static let isDelegated = (try? ControlGroups.ofThisProgram.get()) != nil

    @Test(arguments: [
        ("0::/user.slice/user-1000.slice/session-1.scope\n", "/user.slice/user-1000.slice/session-1.scope"),
        ("0::/\n", "/"),
        ("9:name=systemd:/\n4:memory:/docker/665b\n1:cpu:/\n0::/init.scope\n", "/init.scope"),
        ("4:memory:/docker/665b\n1:cpu:/\n", nil),
        // Of a process outside of the reader's namespace (cgroup_namespaces(7)).
        ("0::/../other\n", "/../other"),
        ("", nil),
    ])
    func theGroupOfAProcess(_ text: String, _ path: String?) {
        #expect(DelegatedControlGroup.path(in: text).map(String.init) == path)
    }

    @Test func offWhereItIsNotWanted() async throws {
        try await withSupervisor(.init(usesControlGroups: false)) { supervisor in
            let state = try await supervisor.controlGroups
            #expect(state == .off(reason: "usesControlGroups is false"))
        }
    }

    @Test func offForAReason() async throws {
        try await withSupervisor { supervisor in
            let state = try await supervisor.controlGroups
            #expect((state == .on) == Self.isDelegated)
            #expect(state == .on || state.description.hasPrefix("off, /"))
        }
    }

    @Test(.enabled(if: isDelegated)) func eachWorkerWithALimitHasOne() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(memoryLimit: .megabytes(32))
            try await supervisor.runInContext("let n = 1", context)
            #expect(await becomesTrue { context.checkpoint == .ready })
            let group = try await group(of: context)
            #expect(contents(group, "memory.max") == "\((2 * 32 + (context.processes.commits ? 40 : 16)) << 20)")
            #expect(contents(group, "memory.swap.max").map { $0 == "0" } ?? true)

            let unlimited = try await supervisor.createContext()
            let pid = try await unlimited.process().pid
            #expect(try cgroup(of: pid).hasSuffix("/program"))

            context.dispose()
            #expect(await becomesTrue { access(group, F_OK) != 0 })
        }
    }

    /// The group gets less than the limit here, so that the kernel is the first to see it full.
    @Test(.enabled(if: isDelegated)) func theKernelHoldsTheLimit() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(memoryLimit: .megabytes(512))
            try await supervisor.runInContext("let n = 1", context)
            #expect(await becomesTrue { context.checkpoint == .ready })
            let first = try await group(of: context)
            try System.write("\(64 << 20)", toFile: "\(first)/memory.max")
            let error = try await failure {
                try await supervisor.runInContext(
                    "n = 2; const held = []; for (;;) held.push(new Uint8Array(1e6).fill(1))", context)
            }
            #expect(error.code == .memoryLimit)
            #expect(error.isRolledBack)
            #expect(try await supervisor.runInContext("n", context, as: Int.self) == 1)
            let second = try await group(of: context)
            #expect(contents(second, "memory.max") == "\((2 * 512 + (context.processes.commits ? 40 : 16)) << 20)")
        }
    }

    /// The group that the context's worker has been moved to.
    private func group(of context: Context) async throws -> String {
        let worker = context.processes.worker.number
        let pid = try await context.process().pid
        #expect(await becomesTrue { (try? cgroup(of: pid))?.hasSuffix("/worker-\(worker)") == true })
        return try "/sys/fs/cgroup" + cgroup(of: pid)
    }

    private func cgroup(of pid: pid_t) throws -> Substring {
        try #require(System.contents(ofSmallFile: "/proc/\(pid)/cgroup").flatMap { DelegatedControlGroup.path(in: $0) })
    }

    private func contents(_ group: String, _ file: String) -> String? {
        System.contents(ofSmallFile: "\(group)/\(file)").map { String($0.prefix { $0 != "\n" }) }
    }
}
