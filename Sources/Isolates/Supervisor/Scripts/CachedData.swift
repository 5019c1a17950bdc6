import Wire

/// What compiling a script found out, as bytes that a program may keep (Node's `cachedData`).
///
/// JavaScriptCore's API gives no bytecode out, so there is none in it: it says that a source compiled, by which engine,
/// and under which name. A script made with data that is accepted is not sent to a worker to be checked again. What
/// keeps code compiled, and warm, is a template.
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

    /// Whether data from anywhere says of this source and this engine that it compiles.
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

    /// FNV-1a: it tells damage and other sources. Data that is forged to be accepted gains nothing: a script that does
    /// not compile then says so when it is run.
    private static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}

extension [UInt8] {
    fileprivate mutating func append(word: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
}
