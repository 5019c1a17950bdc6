import IsolatesMutation
import Testing
import Wire

/// Messages made wrong in many ways: no decoder crashes, each refuses with the errors that it documents, and what one
/// takes it writes so that it reads the same again.
@Suite(.timeLimit(.minutes(1))) struct MessageMutationTests {
    private static let rounds = 20_000

    private static let replies: [[UInt8]] = [
        Reply.ready, .ended(id: 7, .result(Array(#"{"a":[1,"é\ud800"]}"#.utf8), inspected: "{ a: 1 }")),
        .ended(id: 7, .exception(Array(#"{"value":1}"#.utf8), isCompilation: true)), .ended(id: 1, .tooLarge(.depth)),
        .ended(id: 1, .unknownHandle("h1")), .ended(id: 1, .invalidValue(message: "m")),
        .ended(id: 1, .forked(ForkedCopy(lastCall: 3))), .ended(id: 1, .forkFailed(reason: "r")),
        .hostCall(
            HostCall(call: 1, handle: "f", this: Array("null".utf8), arguments: Array("[1,2]".utf8), isAsync: true)),
        .console(ConsoleMessage(level: "log", arguments: Array(#"["x"]"#.utf8), text: "x")),
        .unhandledRejection(exception: Array(#"{"value":1}"#.utf8)), .needsBase, .restored,
    ].map(\.body)

    private static let requests: [[UInt8]] = [
        Request.configure(id: 1, WorkerOptions(), sandbox: Array("{}".utf8)),
        .define(ScriptSource(number: 1, code: "1 + 1", filename: "a.js")),
        .compile(id: 2, ScriptSource(number: 2, code: "", filename: "")),
        .parseModule(
            id: 2, ScriptSource(number: 2, code: "", filename: "", isModule: true, sourceMap: #"{"version":3}"#)),
        .run(id: 3, RunRequest(script: 1, awaitsPromise: true)),
        .call(id: 4, handle: "h", this: nil, arguments: Array("[]".utf8), awaitsPromise: false),
        .setSandbox(id: 5, assign: Array("{}".utf8), remove: ["x"]), .release(handles: ["a", "b"]), .discardLog,
        .fork(id: 6, .checkpoint, token: .max), .fork(id: 6, .base, token: 1),
        .answer(id: 7, call: 1, .failed(message: "m")),
    ].map { Array($0.frame().dropFirst(Frame.headerSize)) }

    private static let packets = [
        ZygoteReply.ready(
            major: 2, minor: 50, micro: 1,
            layers: [LayerReport(.systemCallFilter, obstacle: nil), LayerReport(.landlock, obstacle: "no")],
            undoLog: .unavailable(reason: "no")),
        .forked(worker: 1, pid: 2), .forkFailed(worker: 1, errno: 11),
        .ended(worker: 1, signal: 9, exitStatus: nil, cpuTime: 1_500),
    ].map { $0.packet() }

    @Test func replies() {
        check(Self.replies) { try Reply(json: $0).body }
    }

    /// What a reply begins with is read alike by both of its readers.
    @Test func headersOfReplies() {
        var mutator = Mutator(seed: 2, samples: Self.replies)
        for _ in 0..<Self.rounds {
            let input = mutator.input()
            do {
                let header = try ReplyHeader(json: input)
                guard case .ended(let id) = header, case .ended(let whole, _)? = try? Reply(json: input) else {
                    continue
                }
                // A key that repeats counts with its last value for the whole.
                #expect(id == whole || repeats(input), "\(String(decoding: input, as: UTF8.self))")
            } catch {
                #expect(error is MessageError || error is JSONError, "\(error)")
            }
        }
    }

    @Test func requests() {
        check(Self.requests) { Array(try Request(json: $0).frame().dropFirst(Frame.headerSize)) }
    }

    @Test func packets() {
        check(Self.packets) { try ZygoteReply(json: $0).packet() }
    }

    /// However a stream is cut, it gives the same frames, and then waits or refuses.
    @Test func streamsOfFrames() {
        let frames = (Self.replies + Self.requests).map { body in Frame.make { $0.raw(body) } }
        var mutator = Mutator(seed: 5, samples: frames + [Array(frames.joined())])
        for _ in 0..<Self.rounds / 4 {
            let input = mutator.input()
            var whole = FrameBuffer(maximumLength: 1 << 16)
            input.withUnsafeBytes { whole.append($0) }
            let expected = drained(&whole)
            var cut = FrameBuffer(maximumLength: 1 << 16)
            var found: [[UInt8]] = []
            var rest = input[...]
            var isRefused = false
            while !rest.isEmpty, !isRefused {
                let piece = Array(rest.prefix(Int.random(in: 1...64, using: &mutator)))
                rest = rest.dropFirst(piece.count)
                piece.withUnsafeBytes { cut.append($0) }
                let (more, refused) = drained(&cut)
                found += more
                isRefused = refused
            }
            #expect(found == expected.frames && isRefused == expected.isRefused)
        }
    }

    /// Frames that are long enough for the buffer to hand them over as a whole, alone and between others.
    @Test(arguments: [[70_000], [1 << 20], [10, 70_000], [70_000, 10], [70_000, 80_000, 65_536, 65_537, 1]])
    func longFrames(_ lengths: [Int]) throws {
        let bodies = lengths.enumerated().map { [UInt8](repeating: UInt8($0.offset), count: $0.element) }
        let stream = bodies.flatMap { body in Frame.make { $0.bytes += body } }
        for pieceLength in [3, 4_096, 65_536, stream.count] where stream.count / pieceLength < 100_000 {
            var buffer = FrameBuffer(maximumLength: 1 << 20)
            var frames: [[UInt8]] = []
            for start in stride(from: 0, to: stream.count, by: pieceLength) {
                stream[start..<min(start + pieceLength, stream.count)].withUnsafeBytes { buffer.append($0) }
                while let frame = try buffer.next() { frames.append(frame) }
            }
            #expect(frames == bodies)
            #expect(buffer.pendingCount == 0)
        }
    }

    private func drained(_ buffer: inout FrameBuffer) -> (frames: [[UInt8]], isRefused: Bool) {
        var frames: [[UInt8]] = []
        do {
            while let frame = try buffer.next() { frames.append(frame) }
            return (frames, false)
        } catch {
            return (frames, true)
        }
    }

    private func repeats(_ input: [UInt8]) -> Bool {
        String(decoding: input, as: UTF8.self).split(separator: "\"id\"", omittingEmptySubsequences: false).count > 2
            || input.contains(UInt8(ascii: "\\"))
    }

    /// - Parameter coded: decodes and encodes again.
    private func check(_ samples: [[UInt8]], _ coded: ([UInt8]) throws -> [UInt8]) {
        var mutator = Mutator(seed: 1, samples: samples)
        for _ in 0..<Self.rounds {
            let input = mutator.input()
            do {
                let once = try coded(input)
                let again = try? coded(once)
                #expect(again == once, "\(String(decoding: input, as: UTF8.self))")
            } catch {
                #expect(error is MessageError || error is JSONError, "\(error)")
            }
        }
    }
}

extension Reply {
    fileprivate var body: [UInt8] { Array(frame().dropFirst(Frame.headerSize)) }
}
