import Wire

/// The result of compiling a script, as bytes that a program may store (Node's `cachedData`).
///
/// It holds no bytecode, since JavaScriptCore's API does not export any. It says that a source compiled, with which
/// engine and under which name. A script that is made with accepted data is not sent to a worker to be checked again.
/// To keep code compiled and warm, use a template.
struct CachedData {
    private static let magic = Array("isolates cachedData 1\n".utf8)

    let bytes: [UInt8]

    /// - Parameter engine: the engine's version.
    init(_ source: ScriptSource, engine: String) {
        var bytes = Self.magic + Array(engine.utf8) + [0]
        bytes.append(word: Self.digest(source))
        bytes.append(word: Self.hash(bytes, seed: 0))
        self.bytes = bytes
    }

    /// Whether the data, which may come from anywhere, says that this source compiles with this engine.
    static func accepts(_ data: [UInt8], _ source: ScriptSource, engine: String) -> Bool {
        data == CachedData(source, engine: engine).bytes
    }

    private static func digest(_ source: ScriptSource) -> UInt64 {
        var writer = JSONWriter()
        writer.beginArray()
        writer.string(source.code)
        writer.string(source.filename)
        writer.integer(source.lineOffset)
        writer.integer(source.columnOffset)
        writer.endArray()
        return hash(writer.bytes, seed: UInt64(writer.bytes.count))
    }

    /// FNV-1a, which detects damage and other sources. Forged data gains nothing: a script that does not compile then
    /// fails when it is run.
    private static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}

extension [UInt8] {
    fileprivate mutating func append(word: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
}
