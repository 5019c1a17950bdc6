import Isolates
try await withSupervisor { supervisor in
    let v: Value = try await supervisor.runInNewContext(CommandLine.arguments[1])
    print(v)
}
