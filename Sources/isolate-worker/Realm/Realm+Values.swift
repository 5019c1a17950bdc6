import CJavaScriptCore
import CLinux
import Wire

/// A value on its way out.
enum Encoded {
    case json([UInt8])
    case tooLarge(ValueLimit)
    /// A getter or a proxy's trap threw.
    case thrown(JSValueRef)
}

/// A value on its way in.
enum Decoded {
    case value(JSValueRef)
    /// It has no meaning here: a regular expression that does not compile, for one.
    case malformed(String)
}

extension Realm {
    /// Writes a value as values.md says. Getters run.
    ///
    /// - Parameter sharesHandles: whether the other side reads the text once, whatever becomes of the run. Else what it
    ///   lets go of are tokens, as handles.js has it.
    func encode(_ value: JSValueRef, limits: WorkerOptions, sharesHandles: Bool) -> Encoded {
        if let json = encodePrimitive(value) { return .json(json) }
        var exception: JSValueRef?
        let arguments: [JSValueRef?] = [
            value, JSValueMakeNumber(modules.context, Double(limits.maximumDepth)),
            JSValueMakeNumber(modules.context, Double(limits.maximumLength)),
            JSValueMakeBoolean(modules.context, sharesHandles),
        ]
        guard let result = callFunction(modules.context, modules.encode, arguments, &exception) else {
            return .thrown(adopt(exception!))
        }
        return text(of: result, limits: limits)
    }

    /// What is written without a call into the walker: most results are a number or nothing.
    private func encodePrimitive(_ value: JSValueRef) -> [UInt8]? {
        switch JSValueGetType(user, value) {
        case kJSTypeUndefined: return Array(#"{"$type":"undefined"}"#.utf8)
        case kJSTypeNull: return Array("null".utf8)
        case kJSTypeBoolean: return Array((JSValueToBoolean(user, value) ? "true" : "false").utf8)
        case kJSTypeNumber:
            let number = JSValueToNumber(user, value, nil)
            guard number.isFinite, number != 0 || number.sign == .plus else { return nil }
            var writer = JSONWriter()
            writer.number(number)
            return writer.bytes
        default: return nil
        }
    }

    /// The text that a module returned, or the number of the limit that it would pass.
    func text(of result: JSValueRef, limits: WorkerOptions) -> Encoded {
        if JSValueIsNumber(modules.context, result) {
            return .tooLarge(JSValueToNumber(modules.context, result, nil) == 1 ? .depth : .length)
        }
        var exception: JSValueRef?
        guard let string = JSValueToStringCopy(modules.context, result, &exception) else {
            return .thrown(adopt(exception!))
        }
        defer { JSStringRelease(string) }
        let json = utf8(ofJSON: string)
        return json.count <= limits.maximumLength ? .json(json) : .tooLarge(.length)
    }

    /// Makes the value that a JSON text of values.md stands for, in the user's realm.
    ///
    /// - Parameter isSandbox: whether its properties are to be those of the global object, which it then means by
    ///   itself.
    func decode(_ json: [UInt8], isSandbox: Bool = false) -> Decoded {
        let string = makeEngineString(json: json)
        defer { JSStringRelease(string) }
        guard let parsed = JSValueMakeFromJSONString(user, string) else { return .malformed("a value is no JSON") }
        guard json.contains(typeMark) else { return .value(parsed) }
        var exception: JSValueRef?
        let arguments: [JSValueRef?] = [parsed, JSValueMakeBoolean(modules.context, isSandbox)]
        if let value = callFunction(modules.context, modules.decode, arguments, &exception) { return .value(value) }
        let message = callFunction(modules.context, modules.malformedMessage, [exception], nil)
        let fault = textOfString(message, in: modules.context)?.description
        return .malformed(fault ?? "a value can't be made: \(describeForPeople(modules.context, exception))")
    }

    /// What the handles made from now on begin with.
    func setHandlePrefix(_ prefix: String) {
        _ = callFunction(
            modules.context, modules.setHandlePrefix, [makeEngineValue(modules.context, JSString(prefix))], nil)
    }

    /// Lets go of all that the other side held by name.
    func forgetHandles() {
        _ = callFunction(modules.context, modules.forgetHandles, [], nil)
    }

    /// Whether reading the name gives something, or throws because it is not initialised yet.
    func hasLexical(_ name: JSStringRef) -> Bool {
        var exception: JSValueRef?
        guard JSEvaluateScript(user, name, nil, nil, 1, &exception) == nil, let exception else { return true }
        guard let error = JSValueToObject(user, exception, nil) else { return true }
        let key = makeEngineString("message")
        defer { JSStringRelease(key) }
        guard let message = textOfString(JSObjectGetProperty(user, error, key, nil), in: user) else { return true }
        return !message.description.hasPrefix("Can't find variable")
    }

    /// The user realm's own error in the place of one of the pristine realm's.
    func adopt(_ exception: JSValueRef) -> JSValueRef {
        if let adopted = callFunction(modules.context, modules.adopt, [exception], nil) { return adopted }
        // No stack is left for even that.
        return makeError("RangeError", "Maximum call stack size exceeded.")
    }

    /// An error of the user's realm.
    func makeError(_ name: String, _ message: String) -> JSValueRef {
        let errors = getProperty(user, helpers, "errors")!
        let constructor = getProperty(user, errors, name)!
        var exception: JSValueRef?
        let error = JSObjectCallAsConstructor(
            user, constructor, 1, [makeEngineValue(user, JSString(message))], &exception)
        return error ?? exception!
    }
}

/// Every row of values.md that JSON can't carry by itself has this key.
private let typeMark = Array(#""$type""#.utf8)

extension [UInt8] {
    /// Whether the bytes occur here (memmem(3)).
    func contains(_ mark: [UInt8]) -> Bool {
        cl_memmem(self, count, mark, mark.count) != nil
    }
}
