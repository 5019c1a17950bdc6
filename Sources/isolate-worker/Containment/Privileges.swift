import CLinux

/// What a process can't win back.
enum Privileges {
    /// No program that it runs gets more rights than it has (prctl(2), PR_SET_NO_NEW_PRIVS), and it may filter its own
    /// system calls.
    static func forbidNew() -> String? {
        obstacle("prctl", cl_set_no_new_privileges())
    }

    /// No core dumps, and nothing of it in `/proc` is for its own user to read but what everybody may
    /// (PR_SET_DUMPABLE).
    static func forbidDumps() -> String? {
        obstacle("prctl", cl_set_dumpable(0))
    }
}
