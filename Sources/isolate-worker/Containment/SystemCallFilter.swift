import CLinux
import CSeccomp
import Glibc

/// A compiled list of system calls that a process may make, or may not make (seccomp(2)).
struct SystemCallFilter {
    private enum Program {
        case instructions([UInt8])
        case failure(String)
    }

    private let program: Program

    /// Compiles a list, which takes a pipe and some memory. Loading it later takes one system call.
    ///
    /// - Parameter action: the action for calls that the list does not name; by default they end the process.
    init(_ rules: [SystemCallRule], otherwise action: UInt32 = UInt32(SCMP_ACT_KILL_PROCESS)) {
        guard let filter = seccomp_init(action) else {
            program = .failure("seccomp_init failed")
            return
        }
        defer { seccomp_release(filter) }
        // Calls by another architecture's numbers, such as the 32-bit ones of x86, would bypass the list.
        var result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, UInt32(SCMP_ACT_KILL_PROCESS))
        for rule in rules where result == 0 { result = rule.add(to: filter) }
        let pipe = Syscalls.makePipe()
        defer { Syscalls.close(pipe.reading) }
        // Some hundred instructions of 8 bytes, much less than a pipe holds.
        if result == 0 { result = seccomp_export_bpf(filter, pipe.writing) }
        Syscalls.close(pipe.writing)
        guard result == 0 else {
            program = .failure("libseccomp: \(String(cString: strerror(-result)))")
            return
        }
        program = .instructions(Syscalls.readAll(pipe.reading))
    }

    /// Applies the filter to this process and its future copies, for good. Needs `Privileges.forbidNew`.
    func load() -> String? {
        switch program {
        case .failure(let reason): reason
        case .instructions(let bytes): obstacle("seccomp", cl_load_filter(bytes, UInt16(bytes.count / 8)))
        }
    }
}
