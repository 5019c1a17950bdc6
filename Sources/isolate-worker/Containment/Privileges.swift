import CLinux

/// Privileges that a process gives up for good.
enum Privileges {
    /// No program that the process executes gets more rights than it has (prctl(2), PR_SET_NO_NEW_PRIVS). This also
    /// allows it to filter its own system calls.
    static func forbidNew() -> String? {
        obstacle("prctl", cl_set_no_new_privileges())
    }

    /// No core dumps, and its user can read no more of it in `/proc` than everybody can (PR_SET_DUMPABLE).
    static func forbidDumps() -> String? {
        obstacle("prctl", cl_set_dumpable(0))
    }
}
