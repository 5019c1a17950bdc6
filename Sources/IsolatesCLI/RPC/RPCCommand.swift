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

            --timeout and --memory-limit are those of runs and contexts that ask for none themselves.

            While more than 64 MB of answers are unread, no more requests are taken.

            The protocol is described in rpc.md, and the values in it in values.md, both in Sources/Isolates/Isolates.docc \
            of the source code.

            EXIT STATUS
              0    the input has ended, or nobody reads the output any more
              64   wrong usage
              66   the input can't be read
              74   the output can't be written
            """)

    @Option(
        help: ArgumentHelp("How many worker processes there may be. Any number by default.", valueName: "count"),
        transform: Int.count)
    var maxWorkers: Int?

    @Option(
        help: ArgumentHelp(
            "How much memory all workers together may take when a context is made, as 2GB. Any amount by default.",
            valueName: "size"),
        transform: ByteCount.memoryLimit)
    var maxMemory: ByteCount?

    @Option(
        help: ArgumentHelp("How many runs may wait for their turn. Any number by default.", valueName: "count"),
        transform: Int.count)
    var maxQueuedRuns: Int?

    @OptionGroup var limits: LimitOptions

    @Option(
        help: ArgumentHelp(
            "A layer of containment without which nothing is run; may be given again. isolates doctor lists them.",
            valueName: "layer"),
        transform: Self.layer)
    var require: [ContainmentLayer] = []

    func run() async throws {
        ProcessLimits.raiseDescriptorLimit()
        ProcessLimits.keepFreedMemory(megabytes: 32)
        do {
            try await StandardStreams.serve(
                RPCLimits(
                    maximumWorkers: maxWorkers, maximumMemory: maxMemory, maximumQueuedRuns: maxQueuedRuns,
                    timeout: limits.timeout, memoryLimit: limits.memoryLimit, requiredLayers: Set(require)))
        } catch .unreadable(let code) {
            Output().writeError("standard input can't be read: \(SystemError(code: code))")
            throw ExitStatus.unreadableFile.exitCode
        } catch .unwritable(let code) {
            Output().writeError("standard output can't be written: \(SystemError(code: code))")
            throw ExitStatus.unwritableOutput.exitCode
        }
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
