// Stands where `isolate-worker` does, and speaks as a worker might that a script has taken over. What it does wrong is
// the code of the script that it is to run, or, for the zygote, the name that it was started by.

let name = CommandLine.arguments.first.flatMap { $0.split(separator: "/").last }.map(String.init) ?? ""
HostileZygote(control: 3, name: name).run()
