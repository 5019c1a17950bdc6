import CLinux
import CSeccomp
import CUndo
import Glibc

/// The system calls that are left to a worker, by what needs them.
enum SystemCalls {
    /// What the zygote has in force, and every worker inherits.
    static let ofZygote = always + copying + undo + testing + zygote + threads + refused

    /// What is left to a worker that compiles no WebAssembly.
    static let withoutThreads = always + copying + undo + refused

    /// FUTEX_PRIVATE_FLAG of futex(2).
    private static let futexPrivate: UInt64 = 128
    /// The sign of a clock's number, an `int`.
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
            // The engine reserves what it compiles into when it starts; nothing else becomes executable.
            .allow("mmap", where: .argument(2, hasNoneOf: UInt64(PROT_EXEC))),
            .allow("mprotect", where: .argument(2, hasNoneOf: UInt64(PROT_EXEC))),
            // It would make more memory executable, of what is. The C library does without, by a copy.
            .refuse("mremap", ENOMEM),
            // Others map the same libraries, and would be woken where a futex is not the process's own. The C library
            // tries again, and sees that what it waits for has come.
            .allow("futex", where: .argument(1, hasAllOf: futexPrivate)),
            .refuse("futex", EAGAIN, where: .argument(1, hasNoneOf: futexPrivate)),
            // Clocks that count the time of a process, which may be another, have negative numbers.
            .allow("clock_gettime", where: .argument(0, hasNoneOf: clockOfProcess)),
            .allow("clock_getres", where: .argument(0, hasNoneOf: clockOfProcess)),
            .allow("clock_nanosleep", where: .argument(0, hasNoneOf: clockOfProcess)),
            // Its own, which can only become lower (RLIMIT_NICE).
            .allow("setpriority", where: .argument(0, is: 0), .argument(1, is: 0)),
            // Limits are read, not set.
            .allow("prlimit64", where: .argument(0, is: 0), .argument(2, is: 0)),
            // A list that is in force can only be shortened.
            .allow("seccomp", where: .argument(0, is: CL_SECCOMP_FILTER), .argument(1, is: 0)),
        ]

    /// A worker that copies itself for its supervisor: the copy is its sibling, the zygote's to reap.
    private static let copying: [SystemCallRule] =
        [
            .allow("recvmsg"), .allow("set_robust_list"),
            .allow("clone", where: .argument(0, is: CL_CLONE_SIBLING, besides: CL_CLONE_NUMBERS)),
            .allow("prctl", where: .argument(0, is: CL_PRCTL_PARENT_DEATH)),
            .allow("prctl", where: .argument(0, is: CL_PRCTL_TID_ADDRESS)),
            .allow("unshare", where: .argument(0, is: CL_UNSHARE_NOTHING)),
            .allow("eventfd2"), .allow("dup3"),
        ] + (Syscalls.countsThreadsByProc ? [.allow("newfstatat")] : [])

    /// Hearing of first writes to a worker's own memory, from its own code alone (UFFD_USER_MODE_ONLY), and no other
    /// use of ioctl(2): those whose type, the second byte of the number, is not userfaultfd(2)'s fail as they did.
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
        /// Looking for all memory that is there.
        private static let testing: [SystemCallRule] = TestOptions.doubtsCommits ? [.allow("mincore")] : []
    #else
        private static let testing: [SystemCallRule] = []
    #endif

    /// The zygote's own, and what its copies do before they are workers.
    private static let zygote: [SystemCallRule] = [
        .allow("sendmsg"), .allow("clone", where: .argument(0, is: CL_CLONE_FORK, besides: CL_CLONE_NUMBERS)),
        .allow("wait4"), .allow("waitid"), .allow("pidfd_open"), .allow("kill", where: .argument(1, is: 9)),
        .allow("setpgid"),
        .allow("prlimit64", where: .argument(0, is: 0), .argument(1, is: UInt64(CL_LIMIT_DESCRIPTORS))),
    ]

    /// The same, which no worker may do.
    static let forbiddenToWorkers: [SystemCallRule] = [
        .forbid("sendmsg"), .forbid("clone", where: .argument(0, is: CL_CLONE_FORK, besides: CL_CLONE_NUMBERS)),
        .forbid("wait4"), .forbid("waitid"), .forbid("pidfd_open"), .forbid("kill"), .forbid("setpgid"),
        .forbid("prlimit64", where: .argument(2, isNot: 0)),
    ]

    /// The threads that compile WebAssembly. They stop each other by timers, which reach only the process's own
    /// threads.
    private static let threads: [SystemCallRule] = [
        .allow("clone", where: .argument(0, is: CL_CLONE_THREAD)),
        // The C library falls back to clone(2), whose arguments a filter sees.
        .refuse("clone3", ENOSYS),
        .allow("rseq"), .allow("prctl", where: .argument(0, is: CL_PRCTL_NAME)),
        .allow("timer_create", where: .argument(0, hasNoneOf: clockOfProcess)), .allow("timer_settime"),
        .allow("timer_delete"), .allow("rt_sigsuspend"),
        .allow("sched_getaffinity"),
        // Of itself it would be harmless; of another process it would not. The engine asks for what it has.
        .refuse("sched_setscheduler", 0),
    ]

    /// What libraries try and can do without.
    private static let refused: [SystemCallRule] = [
        "open", "openat", "stat", "lstat", "newfstatat", "fstat", "statx", "readlink", "readlinkat", "access",
        "faccessat",
        "faccessat2", "statfs", "fstatfs", "getcwd", "fcntl", "sysinfo", "uname", "membarrier", "mlock",
        "tgkill",
        "getpriority", "pkey_alloc",
    ].filter { $0 != "newfstatat" || !Syscalls.countsThreadsByProc }.map { .refuse($0, EPERM) }
}
