// The program behind every context. A supervisor starts it once, as the zygote, which is forked for each worker.

import CStandIns

guard stand_ins_begin() == 0 else { fail("mprotect") }
Engine.configure()
var zygote = Zygote(
    control: 3, namespaces: CommandLine.arguments.dropFirst().first.flatMap { UInt64($0) } ?? 0,
    isBrief: CommandLine.arguments.contains("brief"))
zygote.run()
