import CJavaScriptCore
import Wire

/// A script with its text as the engine holds it, so that the engine finds what it has compiled again.
final class CompiledScript {
    let source: ScriptSource
    /// The code, with spaces before it for a positive column offset.
    let text: JSStringRef
    let url: JSStringRef

    init(_ source: ScriptSource) {
        self.source = source
        text = makeEngineString(Self.shifted(source))
        url = makeEngineString(source.filename)
    }

    deinit {
        JSStringRelease(text)
        JSStringRelease(url)
    }

    /// The engine counts lines from 1 and takes anything less for 1; what a negative offset takes away is subtracted afterwards.
    var startingLine: Int32 { Int32(clamping: max(1, source.lineOffset + 1)) }

    private static func shifted(_ source: ScriptSource) -> JSString {
        guard source.columnOffset > 0 else { return source.code }
        let spaces = [UInt16](repeating: 0x20, count: source.columnOffset)
        return JSString(utf16: spaces + source.code.utf16)
    }
}
