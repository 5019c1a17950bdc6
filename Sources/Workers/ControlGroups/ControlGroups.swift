import Dispatch
import Glibc

/// The control groups of this program's workers, where one is delegated to it: a second hold on those with a memory
/// limit, by the kernel.
///
/// Below the delegated group stands one named for the program, and below that one for the program itself and one for
/// each worker. Whatever is done for a worker waits for the kernel, for some milliseconds at times, and so is done in a
/// queue.
package final class ControlGroups: Sendable {
    /// Those of this program, or why there are none. The first use moves the program, and must come before it has any
    /// zygote.
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
            // What can't be undone is removed by the next program, if not by the manager of the groups.
            if group.holdsThisProgram { try? System.write("0", toFile: "\(group.path)/cgroup.procs") }
            rmdir(program)
            rmdir(path)
            throw ControlGroupObstacle(reason: "\(group.path): \(error)")
        }
    }

    /// A group for a worker, which is put there as soon as may be. A copy that it makes later starts there, too, and is
    /// then put in its own.
    func add(_ worker: WorkerProcess, pid: Int, memoryLimit: Int, hasLog: Bool) -> ControlGroup {
        let group = ControlGroup(path: "\(path)/worker-\(worker.number)", groups: self)
        queue.async { [weak worker, path = group.path] in
            // Its number must still be its own.
            guard let worker, worker.isAlive else { return }
            do throws(SystemError) {
                try Self.make(path)
                try System.write("\(ControlGroup.maximum(memoryLimit, hasLog: hasLog))", toFile: "\(path)/memory.max")
                // What is swapped out is not resident, and so not measured. A kernel without swap has no such file.
                if access("\(path)/memory.swap.max", F_OK) == 0 {
                    try System.write("0", toFile: "\(path)/memory.swap.max")
                }
                try System.write("\(pid)", toFile: "\(path)/cgroup.procs")
            } catch {
                // It has died, or the group has been taken from the program. Measuring goes on without.
                rmdir(path)
            }
        }
        return group
    }

    /// Removes a group whose worker has been killed, as soon as it is gone.
    fileprivate func remove(_ path: String) {
        _ = leaving.withLock { $0.insert(path) }
        removeWhenEmpty(path, after: 0)
    }

    private func removeWhenEmpty(_ path: String, after milliseconds: Int) {
        queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [self] in
            // Who holds it for longer is a copy that a script which took over its worker has made.
            if rmdir(path) < 0, errno == EBUSY, milliseconds < 1_000 {
                return removeWhenEmpty(path, after: max(10, milliseconds * 2))
            }
            _ = leaving.withLock { $0.remove(path) }
        }
    }

    /// Removes now what is still to be removed, after a supervisor's workers are gone.
    package func clearUp() async {
        await withUnsafeContinuation { continuation in
            queue.async { [self] in
                for path in leaving.withLock({ $0 }) { rmdir(path) }
                continuation.resumeUnlocked(returning: ())
            }
        }
    }

    /// Programs that were killed can't clear up.
    private static func removeLeftovers(in path: String) {
        for name in names(in: path) where name.hasPrefix(prefix) {
            let program = "\(path)/\(name)"
            // rmdir(2) refuses whatever holds a process.
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

/// A worker's control group, removed when it is let go.
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

    /// What a worker's group may hold in all, in bytes. Pages that the worker has changed since its checkpoint was made
    /// count twice, as the checkpoint still holds what they were; and the kernel's own memory counts, for page tables
    /// and pipes. So do two logs of its commits, of some 12 MB each at the most (CUndo).
    package static func maximum(_ memoryLimit: Int, hasLog: Bool) -> Int {
        2 * min(memoryLimit, Int.max / 4) + ((hasLog ? 40 : 16) << 20)
    }

    /// Whether the group has been full, so that the kernel killed somebody in it (the kernel's Control Group v2,
    /// `memory.events`).
    var wasFull: Bool {
        guard let events = System.contents(ofSmallFile: "\(path)/memory.events") else { return false }
        return events.split(separator: "\n").contains { $0.hasPrefix("oom ") && $0 != "oom 0" }
    }
}
