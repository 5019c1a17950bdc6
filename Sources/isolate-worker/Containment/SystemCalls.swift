import CLinux
import CSeccomp
import CUndo
import Glibc

/// The system calls that the zygote and the workers may make, grouped by what needs them.
enum SystemCalls {
    /// The zygote's filter, which every worker inherits.
    static let ofZygote = always + copying + undo + testing + zygote + threads + refused

    /// The filter of a worker that compiles no WebAssembly.
    static let withoutThreads = always + copying + undo + refused

    /// FUTEX_PRIVATE_FLAG of futex(2).
    private static let futexPrivate: UInt64 = 128
    /// The sign bit of a clock's number, which is an `int`.
    private static let clockOfProcess: UInt64 = 1 << 31

    /// Running JavaScript, and frames over pipes.
    private static let always: [SystemCallRule] =
        [
            "read", "write", "readv", "writev", "pread64", "lseek", "close", "poll", "ppoll",
            "brk", "munmap", "madvise", "sched_yield", "nanosleep", "restart_syscall",
            "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
            "gettimeofday", "time", "getrandom", "getpid", "gettid", "getppid", "getrusage",
            "exit", "exit_group",
        ].map { .allow($0) } + [
            // The engine reserves the memory for compiled code when it starts. Nothing else may become executable.
            .allow("mmap", where: .argument(2, hasNoneOf: UInt64(PROT_EXEC))),
            .allow("mprotect", where: .argument(2, hasNoneOf: UInt64(PROT_EXEC))),
            // It could enlarge executable memory. The C library copies instead.
            .refuse("mremap", ENOMEM),
            // Other processes map the same libraries, and a futex that is not private would wake their threads. The C
            // library tries again, and finds that what it waits for has happened.
            .allow("futex", where: .argument(1, hasAllOf: futexPrivate)),
            .refuse("futex", EAGAIN, where: .argument(1, hasNoneOf: futexPrivate)),
            // The clocks of processes, this one or another, have negative numbers.
            .allow("clock_gettime", where: .argument(0, hasNoneOf: clockOfProcess)),
            .allow("clock_getres", where: .argument(0, hasNoneOf: clockOfProcess)),
            .allow("clock_nanosleep", where: .argument(0, hasNoneOf: clockOfProcess)),
            // The process's own priority, which can only become lower (RLIMIT_NICE).
            .allow("setpriority", where: .argument(0, is: 0), .argument(1, is: 0)),
            // Limits may be read, not set.
            .allow("prlimit64", where: .argument(0, is: 0), .argument(2, is: 0)),
            // Another filter can only forbid more.
            .allow("seccomp", where: .argument(0, is: CL_SECCOMP_FILTER), .argument(1, is: 0)),
        ]

    /// The calls by which a worker copies itself for its supervisor. The copy is its sibling, and the zygote reaps it.
    private static let copying: [SystemCallRule] =
        [
            .allow("recvmsg"), .allow("set_robust_list"),
            .allow("clone", where: .argument(0, is: CL_CLONE_SIBLING, besides: CL_CLONE_NUMBERS)),
            .allow("prctl", where: .argument(0, is: CL_PRCTL_PARENT_DEATH)),
            .allow("prctl", where: .argument(0, is: CL_PRCTL_TID_ADDRESS)),
            .allow("unshare", where: .argument(0, is: CL_UNSHARE_NOTHING)),
            .allow("eventfd2"), .allow("dup3"),
        ] + (Syscalls.countsThreadsByProc ? [.allow("newfstatat")] : [])

    /// The calls by which a worker learns of first writes to its memory, by its own code only (UFFD_USER_MODE_ONLY).
    /// ioctl(2) is allowed with their numbers only. Numbers of another type, which is the second byte, are refused with
    /// EPERM.
    private static let undo: [SystemCallRule] =
        !Undo.isWanted
        ? [.refuse("ioctl", EPERM)]
        : [.allow("userfaultfd", where: .argument(0, is: UInt64(UNDO_USERFAULTFD_FLAGS)))]
            + withUnsafeBytes(of: undo_requests().numbers) { Array($0.bindMemory(to: UInt32.self)) }.map {
                .allow("ioctl", where: .argument(1, is: UInt64($0)))
            }
            + (8..<16).map { bit in
                .refuse(
                    "ioctl", EPERM,
                    where: .argument(1, is: ~UInt64(UNDO_REQUEST_TYPE) << 8 & 1 << bit, besides: ~(1 << bit)))
            }

    #if TESTABLE_WORKER
        /// Finds all memory that is present.
        private static let testing: [SystemCallRule] = TestOptions.doubtsCommits ? [.allow("mincore")] : []
    #else
        private static let testing: [SystemCallRule] = []
    #endif

    /// The zygote's own calls, and those that its copies make before they are workers.
    private static let zygote: [SystemCallRule] = [
        .allow("sendmsg"), .allow("clone", where: .argument(0, is: CL_CLONE_FORK, besides: CL_CLONE_NUMBERS)),
        .allow("wait4"), .allow("waitid"), .allow("pidfd_open"), .allow("kill", where: .argument(1, is: 9)),
        .allow("setpgid"),
        .allow("prlimit64", where: .argument(0, is: 0), .argument(1, is: UInt64(CL_LIMIT_DESCRIPTORS))),
    ]

    /// The same calls, which workers may not make.
    static let forbiddenToWorkers: [SystemCallRule] = [
        .forbid("sendmsg"), .forbid("clone", where: .argument(0, is: CL_CLONE_FORK, besides: CL_CLONE_NUMBERS)),
        .forbid("wait4"), .forbid("waitid"), .forbid("pidfd_open"), .forbid("kill"), .forbid("setpgid"),
        .forbid("prlimit64", where: .argument(2, isNot: 0)),
    ]

    /// The calls of the threads that compile WebAssembly. These stop each other by timers, which reach only the
    /// process's own threads.
    private static let threads: [SystemCallRule] = [
        .allow("clone", where: .argument(0, is: CL_CLONE_THREAD)),
        // The C library falls back to clone(2), whose arguments a filter can check.
        .refuse("clone3", ENOSYS),
        .allow("rseq"), .allow("prctl", where: .argument(0, is: CL_PRCTL_NAME)),
        .allow("timer_create", where: .argument(0, hasNoneOf: clockOfProcess)), .allow("timer_settime"),
        .allow("timer_delete"), .allow("rt_sigsuspend"),
        .allow("sched_getaffinity"),
        // Harmless for the process itself, but not for another one. The engine only asks for what it has.
        .refuse("sched_setscheduler", 0),
    ]

    /// Calls that libraries try and can do without.
    private static let refused: [SystemCallRule] = [
        "open", "openat", "stat", "lstat", "newfstatat", "fstat", "statx", "readlink", "readlinkat", "access",
        "faccessat",
        "faccessat2", "statfs", "fstatfs", "getcwd", "fcntl", "sysinfo", "uname", "membarrier", "mlock",
        "tgkill",
        "getpriority", "pkey_alloc",
    ].filter { $0 != "newfstatat" || !Syscalls.countsThreadsByProc }.map { .refuse($0, EPERM) }
}
