import CLinux
import Glibc

extension ZygoteProcess {
    /// Starts the program in the namespaces that the machine allows. Must run on the reactor's thread, because the end
    /// of the starting thread kills the zygote.
    static func launch(
        path: String, arguments: [String], _ reactor: Reactor
    ) throws(SystemError) -> ZygoteProcess {
        let (control, zygoteControl) = try System.packetSocketPair()
        let (errors, zygoteErrors) = try System.pipe()
        try System.setNonblocking(control.number)
        try System.setNonblocking(errors.number)

        var namespaces = Namespaces.wanted
        var result = spawn(path, arguments, control: zygoteControl, errors: zygoteErrors, namespaces)
        if case .failure = result {
            // Tried only after a failure, since most machines allow all of them.
            namespaces = Namespaces.available()
            result = spawn(path, arguments, control: zygoteControl, errors: zygoteErrors, namespaces)
        }
        let pidfd = try result.get()
        do throws(SystemError) {
            // Every kill uses this call, so no script may run without it.
            guard cl_pidfd_send_signal(pidfd.number, 0) == 0 else { throw SystemError("pidfd_send_signal") }
            return try ZygoteProcess(control: control, pidfd: pidfd, errors: errors, namespaces: namespaces, reactor)
        } catch {
            // The zygote is killed; closing this end of the socket would end it, too.
            _ = cl_pidfd_send_signal(pidfd.number, SIGKILL)
            var status: Int32 = 0
            _ = cl_pidfd_wait(pidfd.number, 1, &status)
            throw error
        }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], control: Descriptor, errors: Descriptor, _ namespaces: Namespaces
    ) -> Result<Descriptor, SystemError> {
        // Scripts must not learn the program's environment, except the time zone. With LD_BIND_NOW (ld.so(8)) the
        // zygote resolves every symbol, so that no copy has to. Swift's crash handler would start a program in a worker
        // that dies, and would keep SIGABRT from ending it.
        let zone = getenv("TZ").map { ["TZ=" + String(cString: $0)] } ?? []
        let variables = ["LD_BIND_NOW=1", "SWIFT_BACKTRACE=enable=no"] + zone
        return withCStrings([path, String(namespaces.flags)] + arguments) { argv in
            withCStrings(variables) { envp in
                path.withCString { path in
                    var spawn = cl_spawn(
                        path: path, argv: argv, envp: envp, errors: errors.number, control: control.number,
                        namespaces: namespaces.flags)
                    var pidfd: Int32 = -1
                    guard cl_spawn(&spawn, &pidfd) > 0 else { return .failure(SystemError("clone")) }
                    return .success(Descriptor(pidfd))
                }
            }
        }
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
