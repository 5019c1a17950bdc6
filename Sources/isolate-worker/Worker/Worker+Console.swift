import CJavaScriptCore
import Wire

extension Worker {
    /// Reports a rejection that nothing has handled.
    func reportRejection(_ reason: JSValueRef) {
        let description = description(
            of: reason, displayErrors: true, sharesHandles: false, inspects: options.formatsConsole, tellsAll: true)
        switch description {
        case .json(let json): pipe.send(.unhandledRejection(exception: json))
        case .tooLarge, .thrown:
            pipe.send(.unhandledRejection(exception: Array(#"{"value":"[a value that can't be read]"}"#.utf8)))
        }
    }

    /// Serves one call of a console method. Returns what was thrown.
    func callConsole(_ method: JSValueRef, _ arguments: JSValueRef) -> JSValueRef? {
        let context = realm.modules.context
        var exception: JSValueRef?
        guard let members = callFunction(context, realm.modules.consoleMessage, [method, arguments], &exception) else {
            return realm.adopt(exception!)
        }
        // Each call of the engine takes its lock anew, which costs as much as formatting a short line.
        guard let text = JSValueToStringCopy(context, members, nil) else { return nil }
        defer { JSStringRelease(text) }
        if JSStringGetLength(text) > 0 { pipe.send(frame: ConsoleMessage.frame(ofMembers: utf8(ofJSON: text))) }
        return nil
    }

    // A frame has room for one value of the greatest length. A console entry may contain its text twice: as arguments
    // and as text.
    private var argumentsLimit: Int {
        options.maximumLength > Self.alwaysFits ? options.maximumLength / 2 : options.maximumLength
    }

    private var textLimit: Int { max(options.maximumLength / 2, Self.alwaysFits) }

    /// A length that fits in a frame beside a value of the greatest length.
    private static let alwaysFits = 1 << 19

    /// The arguments with which a console method calls another one that a script has replaced.
    func passedArguments(_ method: JSValueRef, _ arguments: JSValueRef) -> Completion {
        let context = realm.modules.context
        var exception: JSValueRef?
        guard let passed = callFunction(context, realm.modules.passedArguments, [method, arguments], &exception) else {
            return .thrown(realm.adopt(exception!))
        }
        guard JSValueIsObject(context, passed), let list = JSValueToObject(context, passed, nil) else {
            return .value(JSValueMakeUndefined(realm.user))
        }
        // Scripts see this array, so it must belong to their realm.
        let elements = elements(of: list)
        return .value(JSObjectMakeArray(realm.user, elements.count, elements, nil))
    }

    private func elements(of list: JSObjectRef) -> [JSValueRef?] {
        let context = realm.modules.context
        let name = makeEngineString("length")
        defer { JSStringRelease(name) }
        let count = Int(JSValueToNumber(context, JSObjectGetProperty(context, list, name, nil), nil))
        return (0..<count).map { JSObjectGetPropertyAtIndex(context, list, UInt32($0), nil) }
    }

    /// `util.inspect` as a script calls it.
    func inspectForScript(_ value: JSValueRef, _ options: JSValueRef) -> Completion {
        var exception: JSValueRef?
        if let text = callFunction(
            realm.modules.context, realm.modules.inspectForScript, [value, options], &exception)
        {
            return .value(text)
        }
        return .thrown(realm.adopt(exception!))
    }

    /// Applies the context's options for texts that people read.
    func setTexts() {
        let flags = [options.formatsConsole, options.colorsOutput, options.colorsErrors, options.passesEscapes]
        _ = callFunction(
            realm.modules.context, realm.modules.setTexts,
            flags.map { JSValueMakeBoolean(realm.modules.context, $0) }, nil)
    }

    /// Applies the context's options for what console messages hold.
    func setMessages() {
        let context = realm.modules.context
        let limits = [options.maximumDepth, argumentsLimit, textLimit]
        _ = callFunction(
            context, realm.modules.setMessages,
            [JSValueMakeBoolean(context, options.passesConsoleArguments)]
                + limits.map { JSValueMakeNumber(context, Double($0)) }, nil)
    }

    /// A value as `util.inspect` shows it.
    func inspected(_ value: JSValueRef) -> JSString? {
        textOfString(
            callFunction(realm.modules.context, realm.modules.inspect, [value], nil), in: realm.modules.context)
    }
}
