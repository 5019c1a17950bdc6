import CLinux
import Glibc
import Wire

/// The namespaces (namespaces(7)) that a zygote is started in.
struct Namespaces {
    /// The flags for clone(2).
    let flags: UInt64
    /// Why the other namespaces can't be made, by flag.
    private var obstacles: [UInt64: SystemError] = [:]

    private static let all = [CL_NEWPID, CL_NEWNS, CL_NEWNET, CL_NEWIPC]

    /// All of them. Root may make them; any other user may make them inside a user namespace.
    static var wanted: Namespaces {
        Namespaces(flags: all.reduce(geteuid() == 0 ? 0 : CL_NEWUSER, |))
    }

    /// The namespaces that this machine allows.
    static func available() -> Namespaces {
        let direct = attempt(0)
        let inUserNamespace = attempt(CL_NEWUSER)
        return direct.obstacles.count <= inUserNamespace.obstacles.count ? direct : inUserNamespace
    }

    private static func attempt(_ base: UInt64) -> Namespaces {
        var obstacles: [UInt64: SystemError] = [:]
        for flag in all + (base == 0 ? [] : [CL_NEWUSER]) where cl_try_namespaces(base | flag) < 0 {
            obstacles[flag] = SystemError("clone")
        }
        let flags = all.filter { obstacles[$0] == nil }.reduce(obstacles[CL_NEWUSER] == nil ? base : 0, |)
        return Namespaces(flags: flags, obstacles: obstacles)
    }

    /// The reports on the layers that are just a namespace.
    var reports: [LayerReport] {
        [(Layer.processNamespace, CL_NEWPID), (.networkNamespace, CL_NEWNET), (.ipcNamespace, CL_NEWIPC)].map {
            layer, flag in
            LayerReport(layer, obstacle: flags & flag != 0 ? nil : obstacles[flag]?.description ?? "not tried")
        }
    }

    /// Corrects the zygote's reports on its layers: it can't see which user it is outside its user namespace.
    func correct(_ layers: [LayerReport]) -> [LayerReport] {
        guard geteuid() == 0, flags & CL_NEWUSER != 0 else { return layers }
        return layers.map { report in
            switch report.layer {
            case .separateUser, .processLimit:
                LayerReport(
                    report.layer, obstacle: "the zygote is root's, in a user namespace where it can become nobody else")
            default: report
            }
        }
    }

    private init(flags: UInt64, obstacles: [UInt64: SystemError] = [:]) {
        self.flags = flags
        self.obstacles = obstacles
    }
}
