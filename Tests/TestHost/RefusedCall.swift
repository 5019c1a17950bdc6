import CLinux
import Foundation
import Isolates

struct RefusedCallReport: Encodable {
    var code = ""
    var message = ""
}

/// Starts a supervisor where a system call fails with EPERM, as under a container's profile (seccomp(2)).
///
/// - Parameter number: the call's.
func refusedCall(_ number: Int) async throws -> RefusedCallReport {
    // Its number, to the next instruction where it is that one; what to do then, and else.
    let program: [(code: UInt16, Int8, Int8, value: UInt32)] = [
        (0x20, 0, 0, 0), (0x15, 0, 1, UInt32(number)), (0x06, 0, 0, 0x5_0000 | UInt32(EPERM)),
        (0x06, 0, 0, 0x7FFF_0000),
    ]
    guard cl_set_no_new_privileges() == 0, cl_load_filter(program, UInt16(program.count)) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
    var report = RefusedCallReport()
    let supervisor = Supervisor()
    do throws(VMError) { try await supervisor.start() } catch {
        report.code = "\(error.code)"
        report.message = error.message
    }
    await supervisor.shutdown()
    return report
}
