import Dispatch
import Glibc

/// The entry point. It checks what Swift's concurrency needs before that starts.
@main
enum Program {
    /// Below this limit Dispatch, which needs some descriptors, ends the program with a signal and no message.
    private static let leastDescriptorLimit = 16

    /// With fewer threads, Dispatch waits forever for a thread that it can't make.
    private static let leastThreads = 4

    static func main() {
        endOnSigquit()
        let limit = ProcessLimits.descriptorLimit
        guard limit >= leastDescriptorLimit else {
            refuse(
                "this program may have \(limit) descriptors (RLIMIT_NOFILE), and needs at least "
                    + "\(leastDescriptorLimit); ulimit -n tells and sets how many")
        }
        guard ProcessLimits.canMakeThreads(leastThreads) else {
            refuse(
                "this program can't make \(leastThreads) threads: its user has as many processes as it may "
                    + "(RLIMIT_NPROC; ulimit -u tells and sets how many), or its control group has (pids.max)")
        }
        // Swift reads the arguments from /proc, and the library finds its workers there.
        guard access("/proc/self/cmdline", R_OK) == 0 else { refuse("there is no /proc here, which isolates needs") }
        Task {
            await IsolatesCommand.main()
            exit(0)
        }
        dispatchMain()
    }

    /// Swift's runtime takes SIGQUIT for a crash, and its report of that does not end the program.
    private static func endOnSigquit() {
        var action = sigaction()
        let isKnown = sigaction(SIGQUIT, nil, &action) == 0
        let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
        if isKnown, handler != unsafeBitCast(SIG_IGN, to: UInt.self) { signal(SIGQUIT, SIG_DFL) }
    }

    private static func refuse(_ message: String) -> Never {
        Output().writeError(message)
        // For `isolates doctor` this is what it was asked to find out.
        let isDoctor = CommandLine.arguments.dropFirst().first == DoctorCommand.configuration.commandName
        exit((isDoctor ? ExitStatus.failure : .unavailable).rawValue)
    }
}
