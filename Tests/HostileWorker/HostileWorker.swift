import CLinux
import Glibc
import Wire

/// Answers honestly until it is to run a script.
struct HostileWorker {
    var input: Int32
    var output: Int32
    /// Brings it the descriptors of its bases.
    let control: Int32
    let introductions: Introductions

    func serve() -> Never {
        write(Reply.ready.frame())
        serveRequests()
    }

    private func serveRequests() -> Never {
        var received = FrameBuffer(maximumLength: 1 << 30)
        var scripts: [Int: String] = [:]
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            while let frame = try? received.next(), let request = try? Request(json: frame) {
                answer(request, &scripts)
            }
            let count = read(input, &chunk, chunk.count)
            guard count > 0 else { _exit(0) }
            chunk.withUnsafeBytes { received.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    private func answer(_ request: Request, _ scripts: inout [Int: String]) {
        switch request {
        case .define(let source): scripts[source.number] = source.code.description
        case .run(let id, let run):
            let name = scripts[run.script] ?? ""
            if name.hasPrefix("base-") { return needBase(name, id) }
            Misdeed(name: name, id: id, write: { write($0) }).commit()
        case .fork(let id, .base, let token):
            makeBase("base-honest", token)
            write(Reply.ended(id: id, .forked(ForkedCopy(lastCall: 0))).frame())
        case .fork(let id, _, _): write(Reply.ended(id: id, .forked(ForkedCopy(lastCall: .max))).frame())
        case .configure(let id, _, _), .compile(let id, _), .parseModule(let id, _), .call(let id, _, _, _, _),
            .awaitPromise(let id, _), .getSandbox(let id, _), .setSandbox(let id, _, _), .getProperty(let id, _),
            .prepareForCopies(let id), .rehearse(let id),
            .separate(let id, _):
            write(Reply.ended(id: id, .result(Array("{}".utf8), inspected: nil)).frame())
        case .release, .discardLog, .nameHandles, .answer, .loadParser: break
        }
    }

    /// Answers when it has made a base of that kind.
    private func needBase(_ name: String, _ id: Int) {
        write(Reply.needsBase.frame())
        if name == "base-for-ever" { while true { write(Reply.needsBase.frame()) } }
        if name == "base-unmade" { return }
        guard case .fork(let fork, .base, let token)? = nextRequest() else { _exit(1) }
        if name != "base-that-never-was" { makeBase(name, token) }
        write(Reply.ended(id: fork, .forked(ForkedCopy(lastCall: 0))).frame())
        write(Reply.ended(id: id, .result(Array("42".utf8), inspected: nil)).frame())
    }

    private func nextRequest() -> Request? {
        var received = FrameBuffer(maximumLength: 1 << 20)
        var byte: UInt8 = 0
        while read(input, &byte, 1) == 1 {
            withUnsafeBytes(of: byte) { received.append($0) }
            if let frame = try? received.next() { return try? Request(json: frame) }
        }
        return nil
    }

    private func makeBase(_ name: String, _ token: Int) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count = descriptors.count
        guard cl_receive_packet(control, &bytes, bytes.count, &descriptors, &count, 0) > 0, count == 1 else { return }
        if cl_fork() == 0 {
            for descriptor in [input, output, control] { close(descriptor) }
            introductions.send(token)
            var base = HostileWorker(input: -1, output: -1, control: descriptors[0], introductions: introductions)
            base.waitAsBase(name)
        }
        for descriptor in descriptors[..<count] { close(descriptor) }
    }

    private mutating func waitAsBase(_ name: String) -> Never {
        var message = [UInt8](repeating: 0, count: 8)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count = descriptors.count
        guard cl_receive_packet(control, &message, message.count, &descriptors, &count, 0) == 8, count == 2 else {
            _exit(0)
        }
        (input, output) = (descriptors[0], descriptors[1])
        switch name {
        case "base-honest": write(Reply.restored.frame())
        case "base-restores-twice": write(Reply.restored.frame() + Reply.restored.frame())
        case "base-is-ready": write(Reply.ready.frame())
        case "base-answers-instead": write(Reply.ended(id: 1, .result(Array("1".utf8), inspected: nil)).frame())
        case "base-calls-instead": write([0, 0, 0, 2] + Array("{}".utf8))
        case "base-ends": _exit(70)
        default: while true { pause() }
        }
        serveRequests()
    }

    private func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = Glibc.write(output, buffer.baseAddress! + offset, buffer.count - offset)
                guard count > 0 else { _exit(0) }
                offset += count
            }
        }
    }
}
