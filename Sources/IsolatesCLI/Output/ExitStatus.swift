import ArgumentParser
import Isolates

/// The statuses with which the program exits, besides 0. The numbers are those of sysexits.h and, from 124 on, of
/// timeout(1) and the shells.
enum ExitStatus: Int32 {
    case failure = 1
    case usage = 64
    case unreadableFile = 66
    case unavailable = 69
    case crashed = 70
    case unwritableOutput = 74
    case timeout = 124
    case interrupted = 130
    case memoryLimit = 137

    /// What a failed run exits with.
    init(_ error: VMError) {
        self =
            switch error.code {
            case .invalidArgument, .invalidValue: .usage
            case .unavailable: .unavailable
            // Nobody disposes a context here: it is gone because its worker is.
            case .crashed, .disposed: .crashed
            case .timeout: .timeout
            case .interrupted: .interrupted
            case .memoryLimit: .memoryLimit
            default: .failure
            }
    }

    /// What a command throws to exit so, after it has said why.
    var exitCode: ExitCode { ExitCode(rawValue) }
}
