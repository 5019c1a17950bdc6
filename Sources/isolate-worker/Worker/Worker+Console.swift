import CJavaScriptCore
import Wire

extension Worker {
    /// Tells of a rejection that nothing handled. What can't be encoded is told by its kind.
    func reportRejection(_ reason: JSValueRef) {
        switch realm.encode(reason, limits: options) {
        case .json(let json): pipe.send(.unhandledRejection(value: json))
        case .tooLarge, .thrown: pipe.send(.unhandledRejection(value: Array(#""[a value that can't be read]""#.utf8)))
        }
    }

    /// One call of a console method. Gives what was thrown.
    func callConsole(_ method: JSValueRef, _ arguments: JSValueRef) -> JSValueRef? {
        let context = realm.modules.context
        var exception: JSValueRef?
        let parameters: [JSValueRef?] = [
            method, arguments, JSValueMakeBoolean(context, options.formatsConsole),
            JSValueMakeNumber(context, Double(options.maximumDepth)),
            JSValueMakeNumber(context, Double(options.maximumLength)),
        ]
        guard let entry = callFunction(context, realm.modules.consoleMessage, parameters, &exception) else {
            return realm.adopt(exception!)
        }
        guard let parts = JSValueIsNull(context, entry) ? nil : JSValueToObject(context, entry, nil) else { return nil }
        let encoded = realm.text(of: JSObjectGetPropertyAtIndex(context, parts, 1, nil), limits: options)
        switch encoded {
        case .json(let json):
            let level = textOfString(JSObjectGetPropertyAtIndex(context, parts, 0, nil), in: context)!
            let text = textOfString(JSObjectGetPropertyAtIndex(context, parts, 2, nil), in: context)
            pipe.send(.console(ConsoleMessage(level: level.description, arguments: json, text: text)))
            return nil
        case .tooLarge(let limit): return realm.makeError("RangeError", tooLargeMessage(limit))
        case .thrown(let exception): return exception
        }
    }

    /// A value as `util.inspect` shows it.
    func inspected(_ value: JSValueRef) -> JSString? {
        textOfString(
            callFunction(realm.modules.context, realm.modules.inspect, [value], nil), in: realm.modules.context)
    }
}
