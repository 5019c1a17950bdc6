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
        let place = place(of: error, in: script)
        if let place, let better = BetterMessage(instead: error.message, of: place.token, behind: place.text) {
            setMessage(better.text, of: error.exception)
        }
        return (error.exception, place?.column ?? endColumn(of: error, in: script))
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

    /// Where the source is only incomplete, its end.
    private func endColumn(of error: SyntaxError, in script: CompiledScript) -> Int? {
        let units = isolate_worker.text(of: script.text).utf16
        return lineRange(error.line - Int(script.startingLine), in: units).map { $0.count + 1 }
    }

    /// The offending token, its column, and what stands before it in the source; nil where nothing is wrong with what
    /// is there.
    private func place(
        of error: SyntaxError, in script: CompiledScript
    ) -> (column: Int, token: [UInt16], text: ArraySlice<UInt16>)? {
        guard !OffendingToken.isMissing(error.message) else { return nil }
        let units = isolate_worker.text(of: script.text).utf16
        guard let line = lineRange(error.line - Int(script.startingLine), in: units) else { return nil }
        // The error is the same from some end on: halve the line until that end is found.
        var low = line.lowerBound
        var high = line.upperBound
        while low < high {
            let middle = (low + high) / 2
            if fails(units[..<middle], like: error, script) { high = middle } else { low = middle + 1 }
        }
        let token = OffendingToken(message: error.message, endOf: units[line.lowerBound..<low])
        let start = low - token.length
        return (start - line.lowerBound + 1, Array(units[start..<low]), units[..<start])
    }

    private func setMessage(_ message: String, of error: JSValueRef) {
        let name = makeEngineString("message")
        defer { JSStringRelease(name) }
        // It is the error's own property, which nothing but this has seen so far.
        JSObjectSetProperty(
            user, JSValueToObject(user, error, nil), name, makeEngineValue(user, JSString(message)),
            JSPropertyAttributes(kJSPropertyAttributeDontEnum), nil)
    }

    private func fails(_ units: ArraySlice<UInt16>, like error: SyntaxError, _ script: CompiledScript) -> Bool {
        let text = JSStringCreateWithCharacters(Array(units), units.count)!
        defer { JSStringRelease(text) }
        return checkSyntax(text, script) == error
    }

    /// Where a line's units stand, the line counted from 0.
    private func lineRange(_ number: Int, in units: [UInt16]) -> Range<Int>? {
        let lines = LineBreaks(of: units, in: self).lines
        return lines.indices.contains(number) ? lines[number] : nil
    }

    private func string(_ object: JSObjectRef, _ name: String) -> String {
        let key = makeEngineString(name)
        defer { JSStringRelease(key) }
        return textOfString(JSObjectGetProperty(user, object, key, nil), in: user)?.description ?? ""
    }

    func number(_ object: JSObjectRef, _ name: String) -> Int {
        let text = makeEngineString(name)
        defer { JSStringRelease(text) }
        let value = JSObjectGetProperty(user, object, text, nil)
        return Int(exactly: JSValueToNumber(user, value, nil)) ?? 0
    }
}
