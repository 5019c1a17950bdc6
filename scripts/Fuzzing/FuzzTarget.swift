import Wire

/// libFuzzer calls this with every input. It runs each decoder of a worker's messages, and the worker's own decoder of
/// requests.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    let bytes = Array(input)
    var frames = FrameBuffer(maximumLength: 1 << 16)
    frames.append(input)
    while let frame = try? frames.next() { _ = try? ReplyHeader(json: frame) }
    _ = try? ReplyHeader(json: bytes)
    _ = try? ZygoteReply(json: bytes)
    _ = try? Request(json: bytes)
    _ = try? ExceptionMessage(json: bytes)
    if let reply = try? Reply(json: bytes) {
        let once = Array(reply.frame().dropFirst(Frame.headerSize))
        precondition((try? Reply(json: once))?.frame() == reply.frame(), "what was written does not read the same")
    }
    return 0
}
