import CLinux
import Glibc

extension ZygoteProcess {
    /// Starts the program, in the namespaces that the machine gives. Runs on the reactor's thread, whose end would
    /// kill the zygote.
    static func launch(path: String, arguments: [String]) throws(SystemError) -> ZygoteProcess {
        let sockets = try System.packetSocketPair()
        let control = Descriptor(sockets.0)
        let zygoteControl = Descriptor(sockets.1)
        let pipe = try System.pipe()
        let errors = Descriptor(pipe.reading)
        let zygoteErrors = Descriptor(pipe.writing)
        try System.setNonblocking(control.number)
        try System.setNonblocking(errors.number)

        var namespaces = Namespaces.wanted
        var result = spawn(path, arguments, control: zygoteControl.number, errors: zygoteErrors.number, namespaces)
        if case .failure = result {
            // Only now, since the machines that give all of them are the most.
            namespaces = Namespaces.available()
            result = spawn(path, arguments, control: zygoteControl.number, errors: zygoteErrors.number, namespaces)
        }
        let pidfd = Descriptor(try result.get())
        return ZygoteProcess(control: control, pidfd: pidfd, errors: errors, namespaces: namespaces)
    }

    private static func spawn(
        _ path: String, _ arguments: [String], control: Int32, errors: Int32, _ namespaces: Namespaces
    ) -> Result<Int32, SystemError> {
        // Nothing of the program's environment is any script's business, but for the time zone. With LD_BIND_NOW
        // (ld.so(8)) the zygote looks up every symbol, and no copy has to. Swift's own crash handlers would start a
        // program of theirs in a worker that dies, and would keep SIGABRT from ending it.
        let variables =
            ["LD_BIND_NOW=1", "SWIFT_BACKTRACE=enable=no"] + (getenv("TZ").map { ["TZ=" + String(cString: $0)] } ?? [])
        return withCStrings([path, String(namespaces.flags)] + arguments) { argv in
            withCStrings(variables) { envp in
                path.withCString { path in
                    var spawn = cl_spawn(
                        path: path, argv: argv, envp: envp, errors: errors, control: control,
                        namespaces: namespaces.flags)
                    var pidfd: Int32 = -1
                    guard cl_spawn(&spawn, &pidfd) > 0 else { return .failure(SystemError("clone")) }
                    return .success(pidfd)
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
