import CJavaScriptCore
import Wire

extension Realm {
    /// The error and its column if the exception says that the script did not compile; otherwise nil.
    ///
    /// The engine reports only a line. The column is found by truncation: the shortest part of the source, from its
    /// beginning, with the same error ends with the offending token. If the source is only incomplete, the column is
    /// that of its end.
    func syntaxErrorPlace(_ exception: JSValueRef, in script: CompiledScript) -> (error: JSValueRef, column: Int?)? {
        guard isSyntaxError(exception) else { return nil }
        guard let error = checkSyntax(script.text, script) else { return nil }
        let place = place(of: error, in: isolate_worker.text(of: script.text).utf16, script)
        if let place, let better = BetterMessage(instead: error.message, of: place.token, behind: place.text) {
            setMessage(better.text, of: error.exception)
        }
        return (error.exception, place?.column ?? endColumn(of: error, in: script))
    }

    struct SyntaxError: Equatable {
        let exception: JSValueRef
        let message: String
        let line: Int

        static func == (left: SyntaxError, right: SyntaxError) -> Bool {
            left.message == right.message && left.line == right.line
        }
    }

    func isSyntaxError(_ exception: JSValueRef) -> Bool {
        // Checked first, because a script decides what a proxy returns as its prototype.
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

    /// The exception for a text that does not compile, or nil.
    ///
    /// - Parameter script: the script that the text belongs to.
    func syntaxError(of text: JSStringRef, _ script: CompiledScript) -> JSValueRef? {
        var exception: JSValueRef?
        let isSound = JSCheckScriptSyntax(user, text, script.url, script.startingLine, &exception)
        return isSound ? nil : exception
    }

    func checkSyntax(_ text: JSStringRef, _ script: CompiledScript) -> SyntaxError? {
        guard let exception = syntaxError(of: text, script), let error = JSValueToObject(user, exception, nil) else {
            return nil
        }
        return SyntaxError(exception: exception, message: string(error, "message"), line: number(error, "line"))
    }

    /// The column of the end of an incomplete source.
    private func endColumn(of error: SyntaxError, in script: CompiledScript) -> Int? {
        let units = isolate_worker.text(of: script.text).utf16
        return lineRange(error.line - Int(script.startingLine), in: units).map { $0.count + 1 }
    }

    /// The offending token, its column, and the source before it; nil if the source is only incomplete.
    ///
    /// - Parameters:
    ///   - units: the source.
    ///   - script: the script that it belongs to.
    func place(
        of error: SyntaxError, in units: [UInt16], _ script: CompiledScript
    ) -> (column: Int, token: [UInt16], text: ArraySlice<UInt16>)? {
        guard !OffendingToken.isMissing(error.message) else { return nil }
        guard let line = lineRange(error.line - Int(script.startingLine), in: units) else { return nil }
        // From the end of the token on, every longer text has the same error: search that end by bisection.
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
        // An own property of the error, which nothing else has seen so far.
        JSObjectSetProperty(
            user, JSValueToObject(user, error, nil), name, makeEngineValue(user, JSString(message)),
            JSPropertyAttributes(kJSPropertyAttributeDontEnum), nil)
    }

    private func fails(_ units: ArraySlice<UInt16>, like error: SyntaxError, _ script: CompiledScript) -> Bool {
        let text = JSStringCreateWithCharacters(Array(units), units.count)!
        defer { JSStringRelease(text) }
        return checkSyntax(text, script) == error
    }

    /// The range of a line's units. Lines are counted from 0.
    private func lineRange(_ number: Int, in units: [UInt16]) -> Range<Int>? {
        let lines = LineBreaks(of: units, in: self).lines
        return lines.indices.contains(number) ? lines[number] : nil
    }

    func string(_ object: JSObjectRef, _ name: String) -> String {
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
