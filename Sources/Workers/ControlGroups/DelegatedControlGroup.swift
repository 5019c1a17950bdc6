import CLinux
import Glibc

/// Why there is no control group to be had.
package struct ControlGroupObstacle: Error {
    package let reason: String
}

/// A control group of version 2 (cgroups(7)) that whoever rules this machine's groups has left to this program: it may
/// be divided, and what is below it is nobody else's.
struct DelegatedControlGroup {
    let path: String
    /// A group that is divided may hold no process itself (cgroups(7), "no internal processes"), so the program must
    /// leave it first.
    let holdsThisProgram: Bool

    /// The group that this program is in, or the one above where the program was put in a group of its own below the
    /// delegated one (systemd.resource-control(5), `DelegateSubgroup=`).
    ///
    /// - Parameter mount: where version 2 is mounted, by convention.
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

    /// What `/proc/PID/cgroup` says of version 2, such as `/user.slice`.
    static func path(in text: String) -> Substring? {
        text.split(separator: "\n").first { $0.hasPrefix("0::/") }?.dropFirst(3)
    }

    static func parent(of path: String) -> String {
        String(path[..<path.lastIndex(of: "/")!])
    }

    /// - Throws: why this program may not divide a group.
    private static func check(_ path: String, processes: [Int], _ mount: String) throws(ControlGroupObstacle) {
        let controllers = System.contents(ofSmallFile: "\(path)/cgroup.controllers")
        guard let controllers else { throw ControlGroupObstacle(reason: "\(path) is not there to read") }
        guard controllers.split(whereSeparator: \.isWhitespace).contains("memory") else {
            throw ControlGroupObstacle(reason: "\(path) has no memory controller")
        }
        guard isWritable(path) else { throw ControlGroupObstacle(reason: "\(path) is not this user's to write to") }
        // Where the group above is this program's to write to as well, that may be so because the user is root, or a
        // manager of the user's own; systemd then marks what it delegates (systemd.resource-control(5), `Delegate=`).
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
