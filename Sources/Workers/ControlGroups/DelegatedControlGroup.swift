import CLinux
import Glibc

/// The reason why no control group can be used.
package struct ControlGroupObstacle: Error {
    package let reason: String
}

/// A version 2 control group (cgroups(7)) that the manager of this machine's groups has delegated to this program: the
/// program may divide it, and nobody else uses the groups below it.
struct DelegatedControlGroup {
    let path: String
    /// Whether this program is in the group itself. A divided group may hold no process (cgroups(7), "no internal
    /// processes"), so the program must then leave it first.
    let holdsThisProgram: Bool

    /// The group of this program or, if the program was put in a subgroup of the delegated group
    /// (systemd.resource-control(5), `DelegateSubgroup=`), the group above.
    ///
    /// - Parameter mount: the mount point of version 2; the conventional one by default.
    /// - Throws: the reason why there is no such group.
    static func find(mount: String = "/sys/fs/cgroup") throws(ControlGroupObstacle) -> DelegatedControlGroup {
        guard access("\(mount)/cgroup.controllers", R_OK) == 0 else {
            throw ControlGroupObstacle(reason: "\(mount) is not cgroup version 2")
        }
        guard let relative = System.contents(ofSmallFile: "/proc/self/cgroup").flatMap({ path(in: $0) }) else {
            throw ControlGroupObstacle(reason: "/proc/self/cgroup names no group of version 2")
        }
        let own = relative == "/" ? mount : mount + relative
        do {
            try check(own, processes: [Int(getpid())], mount)
            return DelegatedControlGroup(path: own, holdsThisProgram: true)
        } catch {
            guard own != mount else { throw error }
            let above = parent(of: own)
            do { try check(above, processes: [], mount) } catch _ { throw error }
            return DelegatedControlGroup(path: above, holdsThisProgram: false)
        }
    }

    /// The version 2 entry of `/proc/PID/cgroup`, such as `/user.slice`.
    static func path(in text: String) -> Substring? {
        text.split(separator: "\n").first { $0.hasPrefix("0::/") }?.dropFirst(3)
    }

    static func parent(of path: String) -> String {
        String(path[..<path.lastIndex(of: "/")!])
    }

    /// - Throws: the reason why this program may not divide the group.
    private static func check(_ path: String, processes: [Int], _ mount: String) throws(ControlGroupObstacle) {
        let controllers = System.contents(ofSmallFile: "\(path)/cgroup.controllers")
        guard let controllers else { throw ControlGroupObstacle(reason: "\(path) is not there to read") }
        guard controllers.split(whereSeparator: \.isWhitespace).contains("memory") else {
            throw ControlGroupObstacle(reason: "\(path) has no memory controller")
        }
        guard isWritable(path) else { throw ControlGroupObstacle(reason: "\(path) is not this user's to write to") }
        // If the program can write to the group above as well, writing proves nothing: the user may be root, or have a
        // manager of its own. systemd marks the groups that it delegates (systemd.resource-control(5), `Delegate=`).
        guard path == mount || !isWritable(parent(of: path)) || isMarked(path) else {
            throw ControlGroupObstacle(reason: "\(path) is not delegated")
        }
        let found = (System.contents(ofSmallFile: "\(path)/cgroup.procs") ?? "").split(separator: "\n").map { Int($0) }
        guard found == processes else { throw ControlGroupObstacle(reason: "\(path) holds other processes") }
    }

    private static func isWritable(_ path: String) -> Bool {
        ["", "/cgroup.procs", "/cgroup.subtree_control"].allSatisfy { access(path + $0, W_OK) == 0 }
    }

    private static func isMarked(_ path: String) -> Bool {
        cl_has_attribute(path, "user.delegate", "1") || cl_has_attribute(path, "trusted.delegate", "1")
    }
}
