import CSeccomp
import Foundation

/// Executes another program for which one system call fails with EPERM, as under a container's seccomp profile.
func deny(_ call: String, _ program: [String]) -> Never {
    guard let filter = seccomp_init(0x7fff_0000) else { Options.fail("seccomp_init") }
    let number = seccomp_syscall_resolve_name(call)
    // The number above is SCMP_ACT_ALLOW, the one here SCMP_ACT_ERRNO. Swift does not import these macros.
    let refused = UInt32(0x0005_0000) | UInt32(EPERM)
    guard number >= 0, seccomp_rule_add_array(filter, refused, number, 0, nil) == 0, seccomp_load(filter) == 0 else {
        Options.fail("\(call) can't be refused here")
    }
    let arguments = program.map { strdup($0) } + [nil]
    execv(program[0], arguments)
    Options.fail("\(program[0]): \(String(cString: strerror(errno)))")
}
