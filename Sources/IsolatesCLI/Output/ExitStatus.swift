import ArgumentParser
import Isolates

/// The exit statuses of the program besides 0. The numbers are those of sysexits.h and, from 124 on, those of
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

    /// The exit status of a failed run.
    init(_ error: VMError) {
        self =
            switch error.code {
            case .invalidArgument, .invalidValue: .usage
            case .unavailable: .unavailable
            // The program does not dispose of contexts before their runs end, so the worker has crashed.
            case .crashed, .disposed: .crashed
            case .timeout: .timeout
            case .interrupted: .interrupted
            case .memoryLimit: .memoryLimit
            default: .failure
            }
    }

    /// The error that a command throws to exit with this status, after it has printed the reason.
    var exitCode: ExitCode { ExitCode(rawValue) }
}
