import Glibc
import Wire

/// A worker's two pipes to its supervisor. They are blocking, and carry one frame after the other.
final class FramePipe {
    private(set) var input: Int32
    private(set) var output: Int32
    private var received = FrameBuffer(maximumLength: Int(UInt32.max))
    private static let fewBytes = 1 << 11
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    deinit {
        chunk.deallocate()
    }

    /// Closes the pipes that this process shares with its original, and uses its own. Requests that were read but not
    /// served belong to the original.
    func replace(input: Int32, output: Int32) {
        Syscalls.close(self.input)
        Syscalls.close(self.output)
        self.input = input
        self.output = output
        forgetReceived()
    }

    /// Forgets requests that were read but not served.
    func forgetReceived() {
        received = FrameBuffer(maximumLength: Int(UInt32.max))
    }

    /// Waits for the next request. The process ends at the end of the stream, because it has nobody left to work for.
    func receive() -> Request {
        do {
            while true {
                if let frame = try received.next() { return try Request(json: frame) }
                // Use little memory: a fork has to copy each page that is written to.
                let wanted = min(chunk.count, max(Self.fewBytes, received.missingCount))
                let count = Syscalls.read(input, into: UnsafeMutableRawBufferPointer(rebasing: chunk[..<wanted]))
                guard count > 0 else { _exit(ExitStatus.success) }
                received.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            }
        } catch {
            _exit(ExitStatus.protocolError)
        }
    }

    /// Whether a request has arrived, or arrives within the time.
    func waitForRequest(milliseconds: Int32) -> Bool {
        received.pendingCount > 0 || Syscalls.poll(input, events: POLLIN, milliseconds: milliseconds)
    }

    func send(_ reply: Reply) {
        send(frame: reply.frame())
    }

    func send(frame: [UInt8]) {
        frame.withUnsafeBytes { Syscalls.write(output, $0) }
    }
}
