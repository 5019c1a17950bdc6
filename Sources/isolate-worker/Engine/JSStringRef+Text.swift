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
    // By UTF-8 the engine stops at a NUL, which a script may hold.
    if text.containsNUL {
        let units = Array(text.utf16)
        return JSStringCreateWithCharacters(units, units.count)
    }
    return JSStringCreateWithUTF8CString(text)
}

extension String {
    /// By the bytes: what Swift's own search takes for each of them shows at a large library.
    fileprivate var containsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { memchr($0.baseAddress!, 0, $0.count) != nil } ?? utf8.contains(0)
    }
}

/// Text that is valid UTF-8 without NUL, as JSON is.
func makeEngineString(json: [UInt8]) -> JSStringRef {
    var bytes = json
    bytes.append(0)
    return bytes.withUnsafeBytes { JSStringCreateWithUTF8CString($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
}

/// A JavaScript string of the text.
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

/// The UTF-8 of text without lone surrogates, at which the engine's conversion stops in silence: JSON never has one.
func utf8(ofJSON text: JSStringRef) -> [UInt8] {
    let capacity = JSStringGetMaximumUTF8CStringSize(text)
    return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        let size = buffer.withMemoryRebound(to: CChar.self) { JSStringGetUTF8CString(text, $0.baseAddress, capacity) }
        // The size includes the NUL.
        count = max(0, size - 1)
    }
}

/// Text with every code unit kept.
func text(of string: JSStringRef) -> JSString {
    let length = JSStringGetLength(string)
    guard length > 0, let characters = JSStringGetCharactersPtr(string) else { return "" }
    return JSString(utf16: Array(UnsafeBufferPointer(start: characters, count: length)))
}
