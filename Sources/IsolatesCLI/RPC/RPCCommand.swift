import ArgumentParser
import Isolates
import IsolatesRPC

/// `isolates rpc`: the supervisor for programs in any language.
struct RPCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc",
        abstract: "Serve JSON-RPC 2.0 on standard input and output, one message a line.",
        discussion: """
            Every method of Node's vm, for a program in any language. When the input ends, or nobody reads the output any more, \
            every run in progress is killed and the exit status is 0.

            The protocol is described in rpc.md, and the values in it in values.md, both in Sources/Isolates/Isolates.docc \
            of the source code.
            """)

    @Option(
        help: ArgumentHelp("How many worker processes there may be. Any number by default.", valueName: "count"),
        transform: Self.count)
    var maxWorkers: Int?

    @Option(
        help: ArgumentHelp(
            "How much memory all workers together may take when a context is made, as 2GB. Any amount by default.",
            valueName: "size"),
        transform: ByteCount.memoryLimit)
    var maxMemory: ByteCount?

    @Option(
        help: ArgumentHelp("How many runs may wait for their turn. Any number by default.", valueName: "count"),
        transform: Self.count)
    var maxQueuedRuns: Int?

    @Option(
        help: ArgumentHelp("The timeout of a run that asks for none, as 250ms or 2s.", valueName: "duration"),
        transform: Duration.timeout)
    var timeout: Duration?

    @Option(
        help: ArgumentHelp("The memory limit of a context that asks for none, as 64MB.", valueName: "size"),
        transform: ByteCount.memoryLimit)
    var memoryLimit: ByteCount?

    @Option(
        help: ArgumentHelp(
            "A layer of containment without which nothing is run; may be given again. isolates doctor lists them.",
            valueName: "layer"),
        transform: Self.layer)
    var require: [ContainmentLayer] = []

    func run() async {
        System.raiseDescriptorLimit()
        await StandardStreams.serve(
            RPCLimits(
                maximumWorkers: maxWorkers, maximumMemory: maxMemory, maximumQueuedRuns: maxQueuedRuns,
                timeout: timeout, memoryLimit: memoryLimit, requiredLayers: Set(require)))
    }

    @Sendable
    static func count(_ argument: String) throws -> Int {
        guard let count = Int(argument), count > 0 else { throw ValidationError("Write a whole number above 0.") }
        return count
    }

    @Sendable
    static func layer(_ argument: String) throws -> ContainmentLayer {
        if let layer = ContainmentLayer(rawValue: argument) { return layer }
        let names = ContainmentLayer.allCases.map(\.rawValue)
        let hint = Suggestion.nearest(to: argument, among: names).map { "Did you mean \($0)?" }
        throw ValidationError(
            "There is no layer \(argument). " + (hint ?? "There are \(names.joined(separator: ", "))."))
    }
}
