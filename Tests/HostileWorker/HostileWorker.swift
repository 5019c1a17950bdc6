import Glibc
import Wire

/// Answers honestly until it is to run a script.
struct HostileWorker {
    let input: Int32
    let output: Int32

    func serve() -> Never {
        var received = FrameBuffer(maximumLength: 1 << 30)
        var scripts: [Int: String] = [:]
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        write(Reply.ready.frame())
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
            Misdeed(name: scripts[run.script] ?? "", id: id, write: { write($0) }).commit()
        case .fork(let id, _, _): write(Reply.ended(id: id, .forked(ForkedCopy(lastCall: .max))).frame())
        case .configure(let id, _, _), .compile(let id, _), .parseModule(let id, _), .call(let id, _, _, _, _),
            .awaitPromise(let id, _), .getSandbox(let id, _), .setSandbox(let id, _, _), .getProperty(let id, _),
            .prepareForCopies(let id), .rehearse(let id),
            .separate(let id, _):
            write(Reply.ended(id: id, .result(Array("{}".utf8), inspected: nil)).frame())
        case .release, .nameHandles, .answer, .loadParser: break
        }
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
