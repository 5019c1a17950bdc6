import CJavaScriptCore
import Glibc
import Wire

/// Text as JavaScriptCore holds it. The caller releases it.
///
/// - Parameter lasts: see `makeEngineString(transcoding:lasts:)`.
func makeEngineString(_ text: JSString, lasts: Bool = false) -> JSStringRef {
    if let string = text.string { return makeEngineString(string, lasts: lasts) }
    let units = text.utf16
    return JSStringCreateWithCharacters(units, units.count)
}

/// Text as JavaScriptCore holds it. The caller releases it.
///
/// - Parameter lasts: see `makeEngineString(transcoding:lasts:)`.
func makeEngineString(_ text: String, lasts: Bool = false) -> JSStringRef {
    var text = text
    let transcoded = text.withUTF8 { utf8 -> JSStringRef? in
        // The engine's conversion of a long text that is not all ASCII takes several times as long as this one, and it
        // stops at a NUL, which a script may contain.
        let isLong = utf8.count > longText && UTF16Text.asciiPrefix(of: utf8) < utf8.count
        return isLong || utf8.containsNUL ? makeEngineString(transcoding: utf8, lasts: lasts) : nil
    }
    return transcoded ?? JSStringCreateWithUTF8CString(text)
}

/// The length from which a text is not converted by the engine, in UTF-8.
private let longText = 1 << 14

/// Text as JavaScriptCore holds it, in 16-bit units. The caller releases it.
///
/// - Parameters:
///   - utf8: valid UTF-8.
///   - lasts: whether its memory may be kept until the process ends, if it is long.
func makeEngineString(transcoding utf8: UnsafeBufferPointer<UInt8>, lasts: Bool = false) -> JSStringRef {
    if lasts, utf8.count > hugeText { return makeLastingEngineString(utf8) }
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: utf8.count) { units in
        JSStringCreateWithCharacters(units.baseAddress, UTF16Text.transcode(utf8, to: units))
    }
}

/// The length from which a text is not copied if that can be avoided, in UTF-8.
private let hugeText = 1 << 20

/// Makes a string in memory that is never freed, since the engine does not tell when it has forgotten all that it made
/// of a string. Otherwise it copies the text each time that it is given the string: a script is run, checked, and kept
/// for stacks.
private func makeLastingEngineString(_ utf8: UnsafeBufferPointer<UInt8>) -> JSStringRef {
    // Huge pages (madvise(2), MADV_HUGEPAGE) saved 14 ms of faults for 44 MB where the machine had just used them, and
    // cost 90 where a virtual machine's host had not given it that memory before.
    let units = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: utf8.count)
    return JSStringCreateWithCharactersNoCopy(units.baseAddress, UTF16Text.transcode(utf8, to: units))
}

extension UnsafeBufferPointer<UInt8> {
    /// Searches by memchr(3): in a large library the time of Swift's own search for each byte adds up.
    fileprivate var containsNUL: Bool { baseAddress.map { memchr($0, 0, count) != nil } ?? false }
}

/// JSON, which is valid UTF-8 without NUL, as JavaScriptCore holds text. The caller releases it.
func makeEngineString(json: [UInt8]) -> JSStringRef {
    var bytes = json
    bytes.append(0)
    return bytes.withUnsafeBytes { JSStringCreateWithUTF8CString($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
}

/// A JavaScript string with this text.
func makeEngineValue(_ context: JSContextRef, _ text: JSString) -> JSValueRef {
    let string = makeEngineString(text)
    defer { JSStringRelease(string) }
    return JSValueMakeString(context, string)
}

/// The text of a JavaScript string; nil for any other value.
func textOfString(_ value: JSValueRef?, in context: JSContextRef) -> JSString? {
    guard let value, JSValueIsString(context, value), let string = JSValueToStringCopy(context, value, nil) else {
        return nil
    }
    defer { JSStringRelease(string) }
    return text(of: string)
}

/// The UTF-8 of JSON. At a lone surrogate the engine's conversion would stop silently, but our JSON escapes them.
func utf8(ofJSON text: JSStringRef) -> [UInt8] {
    let capacity = JSStringGetMaximumUTF8CStringSize(text)
    return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        let size = buffer.withMemoryRebound(to: CChar.self) { JSStringGetUTF8CString(text, $0.baseAddress, capacity) }
        // The size includes the NUL.
        count = max(0, size - 1)
    }
}

/// The text, with every code unit preserved.
func text(of string: JSStringRef) -> JSString {
    let length = JSStringGetLength(string)
    guard length > 0, let characters = JSStringGetCharactersPtr(string) else { return "" }
    return JSString(utf16: Array(UnsafeBufferPointer(start: characters, count: length)))
}
