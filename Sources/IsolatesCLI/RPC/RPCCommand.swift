import ArgumentParser
import IsolatesRPC

/// `isolates rpc`: the supervisor for programs in any language.
struct RPCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc",
        abstract: "Serve JSON-RPC 2.0 on standard input and output, one message a line.",
        discussion: """
            Every method of Node's vm, for a program in any language. When the input ends, or nobody reads the output any more, \
            every run in progress is killed and the exit status is 0.
            """)

    func run() async {
        System.raiseDescriptorLimit()
        await RPCServer.serveStandardStreams()
    }
}
