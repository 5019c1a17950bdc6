import CLinux
import Glibc

extension ZygoteProcess {
    /// Starts the program, in the namespaces that the machine gives. Runs on the reactor's thread, whose end would
    /// kill the zygote.
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
            // Only now, since the machines that give all of them are the most.
            namespaces = Namespaces.available()
            result = spawn(path, arguments, control: zygoteControl, errors: zygoteErrors, namespaces)
        }
        let pidfd = try result.get()
        do throws(SystemError) {
            // Every kill goes this way, so that without it nothing may run.
            guard cl_pidfd_send_signal(pidfd.number, 0) == 0 else { throw SystemError("pidfd_send_signal") }
            return try ZygoteProcess(control: control, pidfd: pidfd, errors: errors, namespaces: namespaces, reactor)
        } catch {
            // Its end of the socket goes with this process's, by which it ends, too.
            _ = cl_pidfd_send_signal(pidfd.number, SIGKILL)
            var status: Int32 = 0
            _ = cl_pidfd_wait(pidfd.number, 1, &status)
            throw error
        }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], control: Descriptor, errors: Descriptor, _ namespaces: Namespaces
    ) -> Result<Descriptor, SystemError> {
        // Nothing of the program's environment is any script's business, but for the time zone and the language.
        // With LD_BIND_NOW (ld.so(8)) the zygote looks up every symbol, and no copy has to.
        // Swift's own crash handlers would start a program of theirs in a worker that dies, and would keep SIGABRT from
        // ending it.
        let variables = ["LD_BIND_NOW=1", "SWIFT_BACKTRACE=enable=no"] + languageAndZone
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

    /// The time zone, and what names the locale (setlocale(3)).
    private static var languageAndZone: [String] {
        ["TZ", "LC_ALL", "LC_MESSAGES", "LANG"].compactMap { (name: String) in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
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
