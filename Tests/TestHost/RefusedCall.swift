import CLinux
import Foundation
import Isolates

struct StartReport: Encodable {
    var code = ""
    var message = ""
}

/// Makes a system call fail with EPERM, as a container's seccomp profile may, and continues as `report-start`.
///
/// A filter applies to the thread that loads it, and to its later threads. After execve(2) this is the only thread.
///
/// - Parameter number: the number of the call.
func refusedCall(_ number: Int) throws -> Never {
    // Load the call's number; compare it, and skip one instruction if it is another; refuse; allow.
    let program: [(code: UInt16, Int8, Int8, value: UInt32)] = [
        (0x20, 0, 0, 0), (0x15, 0, 1, UInt32(number)), (0x06, 0, 0, 0x5_0000 | UInt32(EPERM)),
        (0x06, 0, 0, 0x7FFF_0000),
    ]
    if cl_set_no_new_privileges() == 0, cl_load_filter(program, UInt16(program.count)) == 0 {
        let arguments = [strdup(CommandLine.arguments[0]), strdup("report-start"), nil]
        execv("/proc/self/exe", arguments)
    }
    throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
}

/// Starts a supervisor.
func reportStart() async -> StartReport {
    var report = StartReport()
    let supervisor = Supervisor()
    do throws(VMError) { try await supervisor.start() } catch {
        report.code = "\(error.code)"
        report.message = error.message
    }
    await supervisor.shutdown()
    return report
}
