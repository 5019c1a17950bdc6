import Testing

/// A system call that no worker has any business to make, and how a script makes it.
struct ForbiddenCall: CustomTestStringConvertible, Sendable {
    /// What it would give whoever took over a worker.
    let aim: String
    /// JavaScript, whose value is what the kernel returned.
    let script: String

    var testDescription: String { "\(aim): \(script)" }

    init(_ aim: String, _ script: String) {
        self.aim = aim
        self.script = script
    }
}

extension ForbiddenCall {
    /// In a context that compiles WebAssembly, to which the most is left.
    static let everywhere: [ForbiddenCall] =
        files + sockets + programs + otherProcesses + processes + memory + namespaces + channels + machine + rights

    private static let files = [
        ForbiddenCall("read a file", "systemCall('open', '/etc/passwd', 0)"),
        ForbiddenCall("read a file", "systemCall('openat', -100, '/etc/passwd', 0)"),
        ForbiddenCall("write a file", "systemCall('openat', -100, '/tmp/isolates-forbidden', 0o101, 0o600)"),
        ForbiddenCall("read a file", "systemCall('openat2', -100, '/etc/passwd', new BigUint64Array(3), 24)"),
        ForbiddenCall("read a file", "systemCall('creat', '/tmp/isolates-forbidden', 0o600)"),
        ForbiddenCall(
            "read a file", "systemCall('name_to_handle_at', -100, '/', new Uint8Array(64), new Int32Array(1), 0)"),
        ForbiddenCall("read a file", "systemCall('open_by_handle_at', 3, new Uint8Array(64), 0)"),
        ForbiddenCall("ask after a file", "systemCall('newfstatat', -100, '/etc/passwd', new Uint8Array(256), 0)"),
        ForbiddenCall("ask after a file", "systemCall('statx', -100, '/etc/passwd', 0, 0xfff, new Uint8Array(512))"),
        ForbiddenCall("ask after a file", "systemCall('access', '/etc/passwd', 4)"),
        ForbiddenCall("list a directory", "systemCall('getdents64', 0, new Uint8Array(1024), 1024)"),
        ForbiddenCall("remove a file", "systemCall('unlinkat', -100, '/etc/passwd', 0)"),
        ForbiddenCall("make a directory", "systemCall('mkdirat', -100, '/tmp/isolates-forbidden', 0o700)"),
        ForbiddenCall("rename a file", "systemCall('renameat2', -100, '/etc/passwd', -100, '/etc/passwd2', 0)"),
        ForbiddenCall("cut a file short", "systemCall('truncate', '/etc/passwd', 0)"),
        ForbiddenCall("watch files", "systemCall('inotify_init1', 0)"),
        ForbiddenCall("watch files", "systemCall('fanotify_init', 0, 0)"),
        ForbiddenCall("change the root", "systemCall('chroot', '/')"),
        ForbiddenCall("change the directory", "systemCall('chdir', '/')"),
    ]

    private static let sockets = [
        ForbiddenCall("reach the network", "systemCall('socket', 2, 1, 0)"),
        ForbiddenCall("reach a local service", "systemCall('socket', 1, 1, 0)"),
        ForbiddenCall("configure the network", "systemCall('socket', 16, 3, 0)"),
        ForbiddenCall("talk to a copy", "systemCall('socketpair', 1, 1, 0, new Int32Array(2))"),
        ForbiddenCall("connect", "systemCall('connect', 0, new Uint8Array(16), 16)"),
        ForbiddenCall("send descriptors", "systemCall('sendmsg', systemCall.introductions, new Uint8Array(56), 0)"),
        ForbiddenCall("send", "systemCall('sendto', systemCall.introductions, new Uint8Array(8), 8, 0, 0, 0)"),
        ForbiddenCall("send", "systemCall('sendmmsg', systemCall.introductions, new Uint8Array(64), 1, 0)"),
        ForbiddenCall("close a socket for everybody", "systemCall('shutdown', systemCall.introductions, 1)"),
        ForbiddenCall(
            "change a socket", "systemCall('setsockopt', systemCall.introductions, 1, 7, new Int32Array(1), 4)"),
        ForbiddenCall("listen", "systemCall('bind', 0, new Uint8Array(16), 16)"),
        ForbiddenCall("listen", "systemCall('accept4', 0, 0, 0, 0)"),
    ]

    private static let programs = [
        ForbiddenCall("run a program", "systemCall('execve', '/bin/sh', new BigUint64Array(1), new BigUint64Array(1))"),
        ForbiddenCall(
            "run a program", "systemCall('execveat', -100, '/bin/sh', new BigUint64Array(1), new BigUint64Array(1), 0)"),
        ForbiddenCall("run a program from memory", "systemCall('memfd_create', 'code', 0)"),
        ForbiddenCall("run a program from memory", "systemCall('memfd_secret', 0)"),
        ForbiddenCall("load a library", "systemCall('uselib', '/lib/libc.so')"),
    ]

    private static let otherProcesses = [
        ForbiddenCall("debug another worker", "systemCall('ptrace', 16, 1, 0, 0)"),
        ForbiddenCall("be debugged", "systemCall('ptrace', 0, 0, 0, 0)"),
        ForbiddenCall("end every process", "systemCall('kill', -1, 9)"),
        ForbiddenCall("end the zygote", "systemCall('kill', 1, 9)"),
        ForbiddenCall("signal a thread of another process", "systemCall('tkill', 1, 10)"),
        ForbiddenCall("signal a thread of another process", "systemCall('tgkill', 1, 1, 10)"),
        ForbiddenCall("signal its own", "systemCall('tgkill', systemCall('getpid'), systemCall('getpid'), 10)"),
        ForbiddenCall("signal another worker", "systemCall('rt_sigqueueinfo', 1, 10, new Uint8Array(128))"),
        ForbiddenCall(
            "signal another worker", "systemCall('pidfd_send_signal', systemCall('pidfd_open', 1, 0), 9, 0, 0)"),
        ForbiddenCall(
            "take another worker's descriptor", "systemCall('pidfd_getfd', systemCall('pidfd_open', 1, 0), 3, 0)"),
        ForbiddenCall(
            "read another worker's memory",
            "systemCall('process_vm_readv', 1, new BigUint64Array(2), 1, new BigUint64Array(2), 1, 0)"),
        ForbiddenCall(
            "write another worker's memory",
            "systemCall('process_vm_writev', 1, new BigUint64Array(2), 1, new BigUint64Array(2), 1, 0)"),
        ForbiddenCall("page out another worker", "systemCall('process_madvise', 1, new BigUint64Array(2), 1, 21, 0)"),
        ForbiddenCall("compare with another worker", "systemCall('kcmp', 1, systemCall('getpid'), 0, 0, 0)"),
        ForbiddenCall("limit another worker", "systemCall('prlimit64', 1, 0, new BigUint64Array(2), 0)"),
        ForbiddenCall("slow another worker down", "systemCall('sched_setaffinity', 1, 8, new Uint8Array(8))"),
        ForbiddenCall("slow another worker down", "systemCall('sched_setattr', 1, new Uint8Array(56), 0)"),
        ForbiddenCall("slow another worker down", "systemCall('ioprio_set', 1, 1, 0)"),
        ForbiddenCall("move another worker", "systemCall('move_pages', 1, 0, 0, 0, 0, 0)"),
        ForbiddenCall("name another process", "systemCall('pidfd_open', 1, 0)"),
        ForbiddenCall("wait for another process", "systemCall('wait4', -1, 0, 1, 0)"),
        ForbiddenCall("wait for another process", "systemCall('waitid', 0, 0, new Uint8Array(128), 5, 0)"),
        ForbiddenCall("end itself so that others seem to have", "systemCall('kill', systemCall('getpid'), 9)"),
        ForbiddenCall("leave its group", "systemCall('setpgid', 0, 0)"),
        ForbiddenCall("a higher priority", "systemCall('setpriority', 0, 0, 0)"),
        ForbiddenCall("slow another worker down", "systemCall('setpriority', 0, 1, 19)"),
        ForbiddenCall("slow other workers down", "systemCall('setpriority', 2, 0, 19)"),
        ForbiddenCall("leave its session", "systemCall('setsid')"),
    ]

    private static let processes = [
        ForbiddenCall("a process that is no sibling", "systemCall('clone', 17, 0, 0, 0, 0)"),
        ForbiddenCall("a process that shares memory", "systemCall('clone', 0x100 | 17, 0, 0, 0, 0)"),
        ForbiddenCall("a process that hides from its end", "systemCall('vfork')"),
        ForbiddenCall("a process by arguments that no filter sees", "systemCall('clone3', new BigUint64Array(11), 88)"),
        ForbiddenCall("a process without an exit signal", "systemCall('clone', 0x8000, 0, 0, 0, 0)"),
        ForbiddenCall("a traced process", "systemCall('clone', 0x2000 | 17, 0, 0, 0, 0)"),
    ]

    private static let memory = [
        ForbiddenCall("make code", "systemCall('mmap', 0, 4096, 7, 0x22, -1, 0)"),
        ForbiddenCall("make code", "systemCall('mmap', 0, 4096, 5, 0x22, -1, 0)"),
        ForbiddenCall(
            "more of what is code", "systemCall('mremap', systemCall('mmap', 0, 4096, 3, 0x22, -1, 0), 4096, 8192, 1)"),
        ForbiddenCall(
            "make memory code", "systemCall('mprotect', systemCall('mmap', 0, 4096, 3, 0x22, -1, 0), 4096, 5)"),
        ForbiddenCall(
            "make memory code", "systemCall('pkey_mprotect', systemCall('mmap', 0, 4096, 3, 0x22, -1, 0), 4096, 5, -1)"),
        ForbiddenCall("read as if it were code", "systemCall('personality', 0x0400000)"),
        ForbiddenCall("change the layout", "systemCall('remap_file_pages', 0, 0, 0, 0, 0)"),
        ForbiddenCall("handle the kernel's page faults", "systemCall('userfaultfd', 0)"),
        ForbiddenCall("change a segment", "systemCall('modify_ldt', 1, new Uint8Array(16), 16)"),
        ForbiddenCall("lock memory", "systemCall('mlockall', 3)"),
    ]

    /// What a worker with a log of its pages is not given besides.
    static let pageFaults = [
        ForbiddenCall("handle the kernel's page faults", "systemCall('userfaultfd', 0)"),
        ForbiddenCall("handle the kernel's page faults", "systemCall('userfaultfd', 0o2000000)"),
        ForbiddenCall("wait for its own page faults", "systemCall('userfaultfd', 1 | 0o2004000)"),
        ForbiddenCall("fill pages", "systemCall('ioctl', 0, 0xc028aa03, new Uint8Array(64))"),
        ForbiddenCall("move pages", "systemCall('ioctl', 0, 0xc028aa05, new Uint8Array(64))"),
        ForbiddenCall("map pages", "systemCall('ioctl', 0, 0xc020aa07, new Uint8Array(64))"),
        ForbiddenCall("poison pages", "systemCall('ioctl', 0, 0xc020aa08, new Uint8Array(64))"),
        ForbiddenCall("another number", "systemCall('ioctl', 0, 2 ** 32 + 0xc018aa3f, new Uint8Array(64))"),
        ForbiddenCall("keys of a terminal", "systemCall('ioctl', 0, 0x5412, 'x')"),
        ForbiddenCall("a file's flags", "systemCall('ioctl', 0, 0xc018ab3f, new Uint8Array(64))"),
        ForbiddenCall("a look at all pages", "systemCall('mincore', 0, 4096, new Uint8Array(64))"),
    ]

    private static let namespaces = [
        ForbiddenCall("a user namespace", "systemCall('unshare', 0x10000000)"),
        ForbiddenCall("a mount namespace", "systemCall('unshare', 0x20000)"),
        ForbiddenCall("a user namespace", "systemCall('clone', 0x10000000 | 17, 0, 0, 0, 0)"),
        ForbiddenCall("a PID namespace", "systemCall('clone', 0x20000000 | 0x8000 | 17, 0, 0, 0, 0)"),
        ForbiddenCall("another's namespace", "systemCall('setns', 0, 0)"),
        ForbiddenCall("mount", "systemCall('mount', 'none', '/', 'tmpfs', 0, 0)"),
        ForbiddenCall("mount", "systemCall('fsopen', 'tmpfs', 0)"),
        ForbiddenCall("mount", "systemCall('open_tree', -100, '/', 1)"),
        ForbiddenCall("mount", "systemCall('move_mount', 0, '', -100, '/', 4)"),
        ForbiddenCall("unmount", "systemCall('umount2', '/', 2)"),
        ForbiddenCall("another root", "systemCall('pivot_root', '/', '/')"),
    ]

    private static let channels = [
        ForbiddenCall("shared memory", "systemCall('shmget', 1, 4096, 0o1666)"),
        ForbiddenCall("wake others that map the same", "systemCall('futex', new Int32Array(1), 1, 1, 0, 0, 0)"),
        ForbiddenCall("wait for others that map the same", "systemCall('futex', new Int32Array(1), 0, 0, 0, 0, 0)"),
        ForbiddenCall("wait for others", "systemCall('futex_waitv', new Uint8Array(24), 1, 0, 0, 1)"),
        ForbiddenCall("another's time", "systemCall('clock_gettime', (~1 << 3) | 2, new BigUint64Array(2))"),
        ForbiddenCall("another's time", "systemCall('clock_getres', (~1 << 3) | 2, new BigUint64Array(2))"),
        ForbiddenCall(
            "another's time",
            "systemCall('clock_nanosleep', (~1 << 3) | 2, 0, new BigUint64Array(2), new BigUint64Array(2))"),
        ForbiddenCall("another's time", "systemCall('timer_create', (~1 << 3) | 2, 0, new Int32Array(1))"),
        ForbiddenCall("a queue", "systemCall('msgget', 1, 0o1666)"),
        ForbiddenCall("a semaphore", "systemCall('semget', 1, 1, 0o1666)"),
        ForbiddenCall("a queue", "systemCall('mq_open', 'queue', 0o102, 0o600, 0)"),
        ForbiddenCall("the kernel's keys", "systemCall('keyctl', 0, -3, 1)"),
        ForbiddenCall("the kernel's keys", "systemCall('add_key', 'user', 'k', 'v', 1, -3)"),
        ForbiddenCall("pages in a pipe", "systemCall('vmsplice', 0, new BigUint64Array(2), 1, 0)"),
        ForbiddenCall("data past its own pipes", "systemCall('splice', 0, 0, 0, 0, 1, 0)"),
        ForbiddenCall("keys of a terminal", "systemCall('ioctl', 0, 0x5412, 'x')"),
        ForbiddenCall("signals by a pipe", "systemCall('fcntl', 0, 8, 1)"),
    ]

    private static let machine = [
        ForbiddenCall("system calls that no filter sees", "systemCall('io_uring_setup', 8, new Uint8Array(120))"),
        ForbiddenCall("work of the kernel's", "systemCall('io_setup', 8, new BigUint64Array(1))"),
        ForbiddenCall("programs in the kernel", "systemCall('bpf', 0, new Uint8Array(64), 64)"),
        ForbiddenCall("watch the processor", "systemCall('perf_event_open', new Uint8Array(128), 0, -1, -1, 0)"),
        ForbiddenCall("a module", "systemCall('init_module', new Uint8Array(8), 8, '')"),
        ForbiddenCall("a module", "systemCall('finit_module', 0, '', 0)"),
        ForbiddenCall("another kernel", "systemCall('kexec_load', 0, 0, 0, 0)"),
        ForbiddenCall("reboot", "systemCall('reboot', 0xfee1dead, 672274793, 0x89abcdef, 0)"),
        ForbiddenCall("the machine's name", "systemCall('sethostname', 'x', 1)"),
        ForbiddenCall("the machine's clock", "systemCall('settimeofday', new BigUint64Array(2), 0)"),
        ForbiddenCall("the machine's clock", "systemCall('adjtimex', new Uint8Array(208))"),
        ForbiddenCall("the machine's log", "systemCall('syslog', 3, new Uint8Array(64), 64)"),
        ForbiddenCall("swap", "systemCall('swapon', '/dev/vda', 0)"),
        ForbiddenCall("quotas", "systemCall('quotactl', 0, '/dev/vda', 0, 0)"),
        ForbiddenCall("ports", "systemCall('iopl', 3)"),
    ]

    private static let rights = [
        ForbiddenCall("become root", "systemCall('setuid', 0)"),
        ForbiddenCall("become root", "systemCall('setresuid', 0, 0, 0)"),
        ForbiddenCall("become root's group", "systemCall('setgroups', 0, 0)"),
        ForbiddenCall("capabilities", "systemCall('capset', new Uint8Array(8), new Uint8Array(24))"),
        ForbiddenCall("be dumped", "systemCall('prctl', 4, 1, 0, 0, 0)"),
        ForbiddenCall("outlive its supervisor's clean-up", "systemCall('prctl', 36, 1, 0, 0, 0)"),
        ForbiddenCall("another layout", "systemCall('prctl', 35, 1, 0, 0, 0)"),
        ForbiddenCall("higher limits", "systemCall('setrlimit', 4, new BigUint64Array(2))"),
        ForbiddenCall("higher limits", "systemCall('prlimit64', 0, 4, new BigUint64Array(2), 0)"),
        ForbiddenCall("other limits", "systemCall('prlimit64', 0, 7, new BigUint64Array([64n, 64n]), 0)"),
        ForbiddenCall("see what others' calls do", "systemCall('seccomp', 1, 8, new Uint8Array(16))"),
    ]

    /// What is left only where WebAssembly compiles.
    static let threads = [
        ForbiddenCall("a thread", "systemCall('clone', 0x3d0f00, 0, 0, 0, 0)"),
        ForbiddenCall("signals by timer", "systemCall('timer_create', 1, 0, new Int32Array(1))"),
    ]
}
