import CJavaScriptCore
import Wire

extension Worker {
    /// One call of a console method. Gives what was thrown.
    func callConsole(_ method: JSValueRef, _ arguments: JSValueRef) -> JSValueRef? {
        guard let text = JSValueToStringCopy(realm.user, method, nil) else { return nil }
        defer { JSStringRelease(text) }
        switch realm.encode(arguments, limits: options) {
        case .json(let json):
            pipe.send(.console(ConsoleMessage(level: isolate_worker.text(of: text).description, arguments: json, text: nil)))
            return nil
        case .tooLarge(let limit): return realm.makeError("RangeError", tooLargeMessage(limit))
        case .thrown(let exception): return exception
        }
    }
}
