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
