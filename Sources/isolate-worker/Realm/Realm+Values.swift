import CJavaScriptCore
import CLinux
import Wire

/// The result of encoding a value.
enum Encoded {
    case json([UInt8])
    case tooLarge(ValueLimit)
    /// A getter or a proxy's trap threw.
    case thrown(JSValueRef)
}

/// The result of decoding a value.
enum Decoded {
    case value(JSValueRef)
    /// The JSON stands for no value, for example for a regular expression that does not compile.
    case malformed(String)
}

extension Realm {
    /// Encodes a value as values.md says. Getters run.
    ///
    /// - Parameter sharesHandles: whether the other side reads the text even if the run is undone. If not, the text
    ///   contains tokens of handles, see handles.js.
    func encode(_ value: JSValueRef, limits: WorkerOptions, sharesHandles: Bool) -> Encoded {
        if let json = encodePrimitive(value) { return .json(json) }
        var exception: JSValueRef?
        let arguments: [JSValueRef?] = [
            value, JSValueMakeNumber(modules.context, Double(limits.maximumDepth)),
            JSValueMakeNumber(modules.context, Double(limits.maximumLength)),
            JSValueMakeBoolean(modules.context, sharesHandles),
        ]
        let result = LastTier.without { callFunction(modules.context, modules.encode, arguments, &exception) }
        guard let result else { return .thrown(adopt(exception!)) }
        return text(of: result, limits: limits)
    }

    /// Encodes the values that need no call of encode.js. Most results are a number or undefined.
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

    /// The result of a module: a text, or the number of the limit that the text would exceed.
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
    /// - Parameter isSandbox: whether the value's properties are for the global object. A reference to the value itself
    ///   then means the global object.
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

    /// Sets the prefix of handles that are made from now on.
    func setHandlePrefix(_ prefix: String) {
        _ = callFunction(
            modules.context, modules.setHandlePrefix, [makeEngineValue(modules.context, JSString(prefix))], nil)
    }

    /// Releases everything that the other side held by a handle.
    func forgetHandles() {
        _ = callFunction(modules.context, modules.forgetHandles, [], nil)
    }

    /// Whether the name is declared: reading it gives a value, or throws because it is not initialized yet.
    func hasLexical(_ name: JSStringRef) -> Bool {
        var exception: JSValueRef?
        guard JSEvaluateScript(user, name, nil, nil, 1, &exception) == nil, let exception else { return true }
        guard let error = JSValueToObject(user, exception, nil) else { return true }
        let key = makeEngineString("message")
        defer { JSStringRelease(key) }
        guard let message = textOfString(JSObjectGetProperty(user, error, key, nil), in: user) else { return true }
        return !message.description.hasPrefix("Can't find variable")
    }

    /// Replaces an error of the pristine realm by one of the user's realm.
    func adopt(_ exception: JSValueRef) -> JSValueRef {
        if let adopted = callFunction(modules.context, modules.adopt, [exception], nil) { return adopted }
        // There is not even enough stack for that.
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

/// Every value of values.md that is not plain JSON has this key.
private let typeMark = Array(#""$type""#.utf8)

extension [UInt8] {
    /// Whether the bytes occur here (memmem(3)).
    func contains(_ mark: [UInt8]) -> Bool {
        cl_memmem(self, count, mark, mark.count) != nil
    }
}
