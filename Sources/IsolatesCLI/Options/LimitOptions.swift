import ArgumentParser
import Isolates

/// The limits of each run, as options of the commands that run scripts.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("How long a run may take, as 250ms or 2s. No limit by default.", valueName: "duration"),
        transform: Duration.timeout)
    var timeout: Duration?

    @Option(
        help: ArgumentHelp(
            "How much memory a context may add to what its process begins with, as 64MB. No limit by default.",
            discussion: "KB, MB and GB are powers of 1,024; a number without a unit is bytes.", valueName: "size"),
        transform: ByteCount.memoryLimit)
    var memoryLimit: ByteCount?
}
