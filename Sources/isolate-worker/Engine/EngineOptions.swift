import CJavaScriptCore

/// The engine's options, some of which it reads while it runs. They are no API. Their addresses are found by changing
/// them with the engine's own parser of options.
enum EngineOptions {
    /// Must be called before the first context, with which the engine makes its options read-only.
    static func prepare() {
        if isolates_has_options() { isolates_keep_options_writable() }
    }

    /// The address of an option that is a number of 32 bits; nil if it is not found.
    static func findNumber(_ name: String) -> UnsafeMutablePointer<UInt32>? {
        guard isolates_has_options() else { return nil }
        // No other option has this value.
        let mark: UInt32 = 0x5EED_A71D
        let before = Array(bytes)
        guard isolates_set_option("\(name)=\(mark)", true) else { return nil }
        let found = stride(from: 0, to: bytes.count, by: 4).filter {
            bytes.load(fromByteOffset: $0, as: UInt32.self) == mark
        }
        for offset in found {
            let value = before.withUnsafeBytes { $0.load(fromByteOffset: offset, as: UInt32.self) }
            bytes.storeBytes(of: value, toByteOffset: offset, as: UInt32.self)
        }
        guard found.count == 1 else { return nil }
        return (bytes.baseAddress! + found[0]).assumingMemoryBound(to: UInt32.self)
    }

    /// The address of a flag whose default is true; nil if it is not found.
    static func findFlag(_ name: String) -> UnsafeMutablePointer<Bool>? {
        guard isolates_has_options() else { return nil }
        let before = Array(bytes)
        guard isolates_set_option("\(name)=false", true) else { return nil }
        let found = bytes.indices.filter { bytes[$0] != before[$0] }
        guard isolates_set_option("\(name)=true", true), found.count == 1, bytes.elementsEqual(before) else {
            return nil
        }
        return (bytes.baseAddress! + found[0]).assumingMemoryBound(to: Bool.self)
    }

    /// Calls `body` while an option has another value; if the option was not found, as usual.
    static func with<Value, Result>(
        _ option: UnsafeMutablePointer<Value>?, _ value: Value, _ body: () -> Result
    ) -> Result {
        guard let option else { return body() }
        let usual = option.pointee
        option.pointee = value
        defer { option.pointee = usual }
        return body()
    }

    private static var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: isolates_options_start(), count: Int(ISOLATES_OPTIONS_SIZE))
    }
}
