import CJavaScriptCore
import Glibc
import Wire

/// Text as JavaScriptCore holds it. The caller releases it.
func makeEngineString(_ text: JSString) -> JSStringRef {
    if let string = text.string { return makeEngineString(string) }
    let units = text.utf16
    return JSStringCreateWithCharacters(units, units.count)
}

/// Text as JavaScriptCore holds it. The caller releases it.
func makeEngineString(_ text: String) -> JSStringRef {
    // The engine's UTF-8 conversion stops at a NUL, which a script may contain.
    if text.containsNUL {
        let units = Array(text.utf16)
        return JSStringCreateWithCharacters(units, units.count)
    }
    return JSStringCreateWithUTF8CString(text)
}

extension String {
    /// Searches by memchr(3): in a large library the time of Swift's own search for each byte adds up.
    fileprivate var containsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { memchr($0.baseAddress!, 0, $0.count) != nil } ?? utf8.contains(0)
    }
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
