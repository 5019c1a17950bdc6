import Wire

/// What the zygote gives up for itself and all of its copies, once everything that needs it is loaded.
struct Containment {
    /// The namespaces that the zygote was started in, as clone(2) has them.
    let namespaces: UInt64

    /// Puts up every layer that this machine gives.
    func enter() -> [LayerReport] {
        Environment.clear()
        SharedDescriptors.prepare()
        // In this order: each step needs what a later one takes.
        return [
            LayerReport(.emptyFileSystem, obstacle: EmptyFileSystem.enter(namespaces)),
            LayerReport(.separateUser, obstacle: SeparateUser.become(namespaces)),
            LayerReport(.resourceLimits, obstacle: ResourceLimits.set()),
            LayerReport(.processLimit, obstacle: ProcessLimit.set(namespaces)),
            LayerReport(.notDumpable, obstacle: Privileges.forbidDumps()),
            LayerReport(.noNewPrivileges, obstacle: Privileges.forbidNew()),
            LayerReport(.landlock, obstacle: Landlock.enter()),
            LayerReport(.systemCallFilter, obstacle: SystemCallFilter(SystemCalls.ofZygote).load()),
        ]
    }
}
