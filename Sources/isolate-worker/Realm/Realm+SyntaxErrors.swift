import CJavaScriptCore
import Wire

extension Realm {
    /// Whether the exception says that the script did not compile, and the column of what is wrong.
    ///
    /// The engine tells a line alone. The column is found by truncation: the shortest beginning of the source that has
    /// the same error ends with the offending token. Where the source is only incomplete, the place is its end.
    func syntaxErrorPlace(_ exception: JSValueRef, in script: CompiledScript) -> (error: JSValueRef, column: Int?)? {
        guard isSyntaxError(exception) else { return nil }
        guard let error = checkSyntax(script.text, script) else { return nil }
        return (error.exception, column(of: error, in: script))
    }

    private struct SyntaxError: Equatable {
        let exception: JSValueRef
        let message: String
        let line: Int

        static func == (left: SyntaxError, right: SyntaxError) -> Bool {
            left.message == right.message && left.line == right.line
        }
    }

    private func isSyntaxError(_ exception: JSValueRef) -> Bool {
        // Asked first, since what a proxy says of its prototype is a script's word.
        guard let isError = callFunction(modules.context, modules.isError, [exception], nil),
            JSValueToBoolean(modules.context, isError)
        else { return false }
        let errors = getProperty(user, helpers, "errors")!
        guard let constructor = getProperty(user, errors, "SyntaxError"),
            let error = JSValueToObject(user, exception, nil),
            let prototype = getProperty(user, constructor, "prototype")
        else { return false }
        return JSValueIsStrictEqual(user, JSObjectGetPrototype(user, error), prototype)
    }

    /// What keeps a text from compiling, or nil.
    ///
    /// - Parameter script: what the text is said to be, or to be the beginning of.
    func syntaxError(of text: JSStringRef, _ script: CompiledScript) -> JSValueRef? {
        var exception: JSValueRef?
        let isSound = JSCheckScriptSyntax(user, text, script.url, script.startingLine, &exception)
        return isSound ? nil : exception
    }

    private func checkSyntax(_ text: JSStringRef, _ script: CompiledScript) -> SyntaxError? {
        guard let exception = syntaxError(of: text, script), let error = JSValueToObject(user, exception, nil) else {
            return nil
        }
        return SyntaxError(exception: exception, message: string(error, "message"), line: number(error, "line"))
    }

    private func column(of error: SyntaxError, in script: CompiledScript) -> Int? {
        let units = isolate_worker.text(of: script.text).utf16
        guard let line = lineRange(error.line - Int(script.startingLine), in: units) else { return nil }
        if OffendingToken.isMissing(error.message) { return line.count + 1 }
        // The error is the same from some end on: halve the line until that end is found.
        var low = line.lowerBound
        var high = line.upperBound
        while low < high {
            let middle = (low + high) / 2
            if fails(units[..<middle], like: error, script) { high = middle } else { low = middle + 1 }
        }
        let token = OffendingToken(message: error.message, endOf: units[line.lowerBound..<low])
        return low - line.lowerBound - token.length + 1
    }

    private func fails(_ units: ArraySlice<UInt16>, like error: SyntaxError, _ script: CompiledScript) -> Bool {
        let text = JSStringCreateWithCharacters(Array(units), units.count)!
        defer { JSStringRelease(text) }
        return checkSyntax(text, script) == error
    }

    /// Where a line's units stand, the line counted from 0.
    private func lineRange(_ number: Int, in units: [UInt16]) -> Range<Int>? {
        var start = 0
        var line = 0
        for (index, unit) in units.enumerated() where Self.endsLine(unit, at: index, in: units) {
            if line == number { return start..<index }
            line += 1
            start = index + 1
        }
        return line == number ? start..<units.count : nil
    }

    /// Of a carriage return and a line feed, the second ends the line.
    private static func endsLine(_ unit: UInt16, at index: Int, in units: [UInt16]) -> Bool {
        switch unit {
        case 0x0a, 0x2028, 0x2029: true
        case 0x0d: index + 1 == units.count || units[index + 1] != 0x0a
        default: false
        }
    }

    private func string(_ object: JSObjectRef, _ name: String) -> String {
        let key = makeEngineString(name)
        defer { JSStringRelease(key) }
        return textOfString(JSObjectGetProperty(user, object, key, nil), in: user)?.description ?? ""
    }

    private func number(_ object: JSObjectRef, _ name: String) -> Int {
        let text = makeEngineString(name)
        defer { JSStringRelease(text) }
        let value = JSObjectGetProperty(user, object, text, nil)
        return Int(exactly: JSValueToNumber(user, value, nil)) ?? 0
    }
}
