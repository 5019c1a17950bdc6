import Dispatch
import Isolates
import Synchronization

/// A supervisor for a program in any language: JSON-RPC 2.0, one message a line.
///
/// One thread reads lines and does with each what takes no time: it settles an answer of the client's, refuses what is
/// malformed, and puts a request where it is to be done, so that the order of the lines decides. Everything else is
/// done in tasks: requests that name one context one after the other (``Lane``), all others side by side.
package final class RPCServer: Sendable {
    let supervisor: Supervisor
    let output: LineWriter
    let limits: Limits
    let contexts = ContextTable()
    let handles: HandleTable
    let scripts = ScriptTable()
    let templates = TemplateTable()
    let calls = ClientCalls()
    let requests = RequestTable()
    /// The requests for the context of `runInThisContext`, which is made with the first of them.
    let mainLane = Lane()
    private let input: Int32
    private let isOver = Mutex(false)

    /// Serves the client at the other ends of standard input and output until it is gone. Then nothing of it is left.
    package static func serveStandardStreams(_ limits: Limits = Limits()) async {
        System.ignoreBrokenPipes()
        await RPCServer(input: 0, output: 1, limits).serve()
    }

    init(input: Int32, output: Int32, _ limits: Limits) {
        let writer = LineWriter(descriptor: output)
        let handles = HandleTable()
        self.input = input
        self.output = writer
        self.handles = handles
        self.limits = limits
        supervisor = Supervisor(Self.configuration(output: writer, handles: handles, limits))
    }

    /// Whether the client is gone, and all is coming to its end.
    var isShuttingDown: Bool { isOver.withLock { $0 } }

    private func serve() async {
        await readLines()
        isOver.withLock { $0 = true }
        await supervisor.shutdown()
        await finishAnswers()
    }

    private func readLines() async {
        await withUnsafeContinuation { continuation in
            // A thread of its own, since it waits for the client.
            DispatchQueue(label: "isolates.rpc.input").async { [self] in
                var lines = LineReader(input: input, output: output.descriptor)
                while receive(lines.next()) {}
                continuation.resume()
            }
        }
    }

    /// Tells a client that still reads how its requests ended, but does not wait for one that does not.
    private func finishAnswers() async {
        let (finished, continuation) = AsyncStream.makeStream(of: Never.self)
        Task { [self] in
            await requests.waitUntilEmpty()
            await output.flush()
            continuation.finish()
        }
        Task { [self] in
            var written: Int
            repeat {
                written = output.written
                try? await Task.sleep(for: Self.patience)
            } while output.written > written
            continuation.finish()
        }
        for await _ in finished {}
    }

    /// How long a client that is at its end may read nothing before the last answers are given up.
    private static let patience = Duration.seconds(1)
}
