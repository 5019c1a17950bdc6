import Dispatch
import Glibc

/// JSON-RPC on standard input and output, one message a line.
package final class StandardStreams: Sendable {
    private let session: RPCSession
    private let input: Int32
    private let output: LineWriter

    /// Why standard input or output could not be used to its end: values of errno.
    package enum Failure: Error {
        case unreadable(Int32)
        case unwritable(Int32)
    }

    /// Serves the client at the other ends of standard input and output until it is gone, and cleans up after it.
    ///
    /// - Throws: `Failure`, unless the client has just closed its ends.
    package static func serve(_ limits: RPCLimits = RPCLimits()) async throws(Failure) {
        StreamIO.ignoreBrokenPipes()
        try await StandardStreams(input: 0, output: 1, limits).serve()
    }

    init(input: Int32, output: Int32, _ limits: RPCLimits) {
        self.input = input
        self.output = LineWriter(descriptor: output)
        let host = RPCHost(limits)
        session = RPCSession(host, self.output, RPCSession.Options(), limits: limits)
        host.listeners.setForOthers(session)
    }

    private func serve() async throws(Failure) {
        let failure = await readLines()
        session.beginToEnd()
        await session.host.supervisor.shutdown()
        await finishAnswers()
        session.host.listeners.setForOthers(nil)
        let isGone = { (failure: Int32) in [EPIPE, ECONNRESET].contains(failure) }
        if let failure = output.failure, !isGone(failure) { throw .unwritable(failure) }
        if let failure, !isGone(failure) { throw .unreadable(failure) }
    }

    /// - Returns: why the input can't be read to its end, as errno(3) has it; nil if it was.
    private func readLines() async -> Int32? {
        await withUnsafeContinuation { continuation in
            // Reading waits for the client, so it has a thread of its own.
            DispatchQueue(label: "isolates.rpc.input").async { [self] in
                var lines = LineReader(input: input, output: output.descriptor)
                repeat {
                    // Answers that nobody reads would fill the memory.
                    while !output.hasRoomForRequests, StreamIO.waitBriefly(input, output.descriptor) {}
                } while take(lines.next(), isLast: !lines.hasNext)
                continuation.resume(returning: lines.failure)
            }
        }
    }

    /// - Parameter isLast: whether no other line has come yet, which would have to wait for what this thread does.
    /// - Returns: whether there may be more.
    private func take(_ next: LineReader.Next, isLast: Bool) -> Bool {
        guard output.failure == nil else { return false }
        switch next {
        case .line(let line): session.receive(line, onCaller: isLast)
        case .lineTooLong:
            session.answer(
                nil, .failure(.parseError("a line is longer than \(LineReader.maximumLength) bytes, the limit")))
        case .end: return false
        }
        return true
    }

    /// Sends the last answers to a client that still reads, but does not wait for one that does not.
    private func finishAnswers() async {
        let (finished, continuation) = AsyncStream.makeStream(of: Never.self)
        Task { [self] in
            await session.requests.waitUntilEmpty()
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

    /// How long a client may read nothing at its end before the last answers are given up.
    private static let patience = Duration.seconds(1)
}
