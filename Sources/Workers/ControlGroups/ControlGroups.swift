import Dispatch
import Glibc

/// The control groups of this program's workers, if a group is delegated to the program: a second enforcement of memory
/// limits, by the kernel.
///
/// Below the delegated group is a group named after the program, and below that are one for the program itself and one
/// for each worker with a limit. Operations on groups may wait for the kernel for some milliseconds, so they run on a
/// queue.
package final class ControlGroups: Sendable {
    /// The groups of this program, or the reason why there are none. The first use moves the program, and must come
    /// before it has a zygote.
    package static let ofThisProgram: Result<ControlGroups, ControlGroupObstacle> = {
        do throws(ControlGroupObstacle) { return .success(try ControlGroups(dividing: .find())) } catch {
            return .failure(error)
        }
    }()

    private static let prefix = "isolates-"
    private let path: String
    /// Groups whose workers are being killed.
    private let leaving = Lock("control groups", Set<String>())
    private let queue = DispatchQueue(label: "isolates.control-groups")

    private init(dividing group: DelegatedControlGroup) throws(ControlGroupObstacle) {
        Self.removeLeftovers(in: group.path)
        path = "\(group.path)/\(Self.prefix)\(getpid())"
        let program = "\(path)/program"
        do throws(SystemError) {
            try Self.make(path)
            if group.holdsThisProgram {
                try Self.make(program)
                try System.write("0", toFile: "\(program)/cgroup.procs")
            }
            for divided in [group.path, path] {
                try System.write("+memory", toFile: "\(divided)/cgroup.subtree_control")
            }
        } catch {
            // If the clean-up fails, the next program removes the leftovers, unless the manager of the groups does so.
            if group.holdsThisProgram { try? System.write("0", toFile: "\(group.path)/cgroup.procs") }
            rmdir(program)
            rmdir(path)
            throw ControlGroupObstacle(reason: "\(group.path): \(error)")
        }
    }

    /// Makes a group for a worker and moves the worker there as soon as possible. A copy that the worker makes later
    /// starts in the same group and is then moved to its own.
    func add(_ worker: WorkerProcess, pid: Int, memoryLimit: Int, hasLog: Bool) -> ControlGroup {
        let group = ControlGroup(path: "\(path)/worker-\(worker.number)", groups: self)
        queue.async { [weak worker, path = group.path] in
            // The process number must still be that of the worker.
            guard let worker, worker.isAlive else { return }
            do throws(SystemError) {
                try Self.make(path)
                try System.write("\(ControlGroup.maximum(memoryLimit, hasLog: hasLog))", toFile: "\(path)/memory.max")
                // Swapped memory is not resident, and would not be measured. A kernel without swap has no such file.
                if access("\(path)/memory.swap.max", F_OK) == 0 {
                    try System.write("0", toFile: "\(path)/memory.swap.max")
                }
                try System.write("\(pid)", toFile: "\(path)/cgroup.procs")
            } catch {
                // The worker has died, or the group was taken away from the program. Its memory is then only measured.
                rmdir(path)
            }
        }
        return group
    }

    /// Removes a group whose worker was killed, as soon as the process is gone.
    fileprivate func remove(_ path: String) {
        _ = leaving.withLock { $0.insert(path) }
        removeWhenEmpty(path, after: 0)
    }

    private func removeWhenEmpty(_ path: String, after milliseconds: Int) {
        queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [self] in
            // Only a copy made by a script that took over its worker can hold the group for longer.
            if rmdir(path) < 0, errno == EBUSY, milliseconds < 10_000 {
                return removeWhenEmpty(path, after: max(10, milliseconds * 2))
            }
            _ = leaving.withLock { $0.remove(path) }
        }
    }

    /// Removes the remaining groups now, after a supervisor's workers are gone.
    package func clearUp() async {
        await withUnsafeContinuation { continuation in
            queue.async { [self] in
                for path in leaving.withLock({ $0 }) { rmdir(path) }
                continuation.resumeUnlocked(returning: ())
            }
        }
    }

    /// Removes the groups of programs that were killed before they could clean up.
    private static func removeLeftovers(in path: String) {
        for name in names(in: path) where name.hasPrefix(prefix) {
            let program = "\(path)/\(name)"
            // rmdir(2) refuses to remove a group that holds a process.
            for name in names(in: program) { rmdir("\(program)/\(name)") }
            rmdir(program)
        }
    }

    private static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if entry.pointee.d_type == UInt8(DT_DIR), name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func make(_ path: String) throws(SystemError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw SystemError("mkdir \(path)") }
    }
}

/// A worker's control group. It is removed when this object is released.
package final class ControlGroup: Sendable {
    fileprivate let path: String
    private let groups: ControlGroups

    fileprivate init(path: String, groups: ControlGroups) {
        self.path = path
        self.groups = groups
    }

    deinit {
        LockWatch.expectNone("a control group goes")
        groups.remove(path)
    }

    /// The memory limit of a worker's group, in bytes. Pages that the worker has changed since its checkpoint count
    /// twice, as the checkpoint still holds the old ones; and the kernel's own memory for page tables and pipes counts
    /// too. So do two logs of its commits, of some 39 MB each at most (CUndo).
    package static func maximum(_ memoryLimit: Int, hasLog: Bool) -> Int {
        2 * min(memoryLimit, Int.max / 4) + ((hasLog ? 96 : 16) << 20)
    }

    /// Whether the group has reached its limit, so that the kernel killed a process in it (the kernel's Control Group
    /// v2, `memory.events`).
    var wasFull: Bool {
        guard let events = System.contents(ofSmallFile: "\(path)/memory.events") else { return false }
        return events.split(separator: "\n").contains { $0.hasPrefix("oom ") && $0 != "oom 0" }
    }
}
