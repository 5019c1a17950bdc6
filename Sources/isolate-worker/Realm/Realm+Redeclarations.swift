import CJavaScriptCore
import Wire

/// Scripts that declare a name which an earlier script of the context, or the language, has declared for good.
extension Realm {
    /// The name that `exception` says to be declared already; nil if it says something else.
    ///
    /// The engine notices that before it runs any code, so its error has no frames. One that a script throws has some.
    func redeclaredName(_ exception: JSValueRef) -> String? {
        guard isSyntaxError(exception), let error = JSValueToObject(user, exception, nil) else { return nil }
        let message = string(error, "message")
        guard message.hasPrefix("Can't create duplicate variable"), string(error, "stack").isEmpty else { return nil }
        let parts = message.split(separator: "'", omittingEmptySubsequences: false)
        // The message has an apostrophe of its own: Can't create duplicate variable: 'name'
        return parts.count == 4 ? String(parts[2]) : nil
    }

    /// The SyntaxError of Node for that, with the place of the declaration in `script`, as far as it is found.
    func redeclaration(of name: String, in script: CompiledScript) -> JSValueRef {
        let error = makeError("SyntaxError", "Identifier '\(name)' has already been declared")
        let (line, column) = placeOfDeclaration(of: name, in: script)
        let context = modules.context
        var arguments = Arguments(context)
        arguments.append(error)
        arguments.append(JSValueMakeString(context, script.url))
        arguments.append(JSValueMakeNumber(context, Double(line)))
        arguments.append(column.map { JSValueMakeNumber(context, Double($0)) })
        _ = callFunction(context, modules.setPlace, arguments.values, nil)
        return error
    }

    /// The engine's line and column of the declaration; the first line if it is not found.
    ///
    /// Behind another declaration of the name in the same script, it would be a syntax error, which the engine places.
    private func placeOfDeclaration(of name: String, in script: CompiledScript) -> (line: Int, column: Int?) {
        let first = (Int(script.startingLine), nil as Int?)
        let declaration = Array("let \(name);".utf16)
        var units = isolate_worker.text(of: script.executedText).utf16
        // The search compiles parts of the source several times, in the time of the run.
        guard units.count <= Self.longestSearched else { return first }
        units = declaration + CompiledScript.withoutHashbang(units)
        let source = JSStringCreateWithCharacters(units, units.count)!
        defer { JSStringRelease(source) }
        let lines = LineBreaks(of: units, in: self).lines
        guard let error = checkSyntax(source, script), error.message.contains("Cannot declare "),
            let place = place(of: error, in: units, script), place.text.endIndex >= declaration.count,
            // The error may be at what follows the name: at the end of a class or function.
            let start = Self.lastWord(
                Array(name.utf16), after: ["class", "function"].first { error.message.contains("declare a \($0)") },
                in: units[declaration.count..<place.text.endIndex + place.token.count]),
            let line = lines.lastIndex(where: { $0.lowerBound <= start })
        else { return first }
        let column = start - lines[line].lowerBound + 1
        return (first.0 + line, line == 0 ? column - declaration.count : column)
    }

    /// The longest source that is searched for the place, in UTF-16 code units.
    private static let longestSearched = 1 << 16

    /// Where a word stands last.
    ///
    /// - Parameter keyword: what must stand before it, with white space or asterisks at most in between; nil for none.
    private static func lastWord(
        _ word: [UInt16], after keyword: String?, in text: ArraySlice<UInt16>
    ) -> Int? {
        text.indices.dropLast(word.count - 1).last { start in
            let end = start + word.count
            guard text[start..<end].elementsEqual(word),
                start == text.startIndex || !OffendingToken.isWord(text[start - 1]),
                end == text.endIndex || !OffendingToken.isWord(text[end])
            else { return false }
            guard let keyword else { return true }
            let before = text[..<start].reversed().drop { $0 == 0x2a || $0 == 0x20 || 0x09...0x0d ~= $0 }
            return before.starts(with: keyword.utf16.reversed())
        }
    }
}
