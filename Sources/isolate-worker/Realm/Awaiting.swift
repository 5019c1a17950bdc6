import CJavaScriptCore

/// A value that is awaited, until it is settled.
final class Awaiting {
    private let realm: Realm
    private let token: Int
    private var settled: (isFulfilled: Bool, value: JSValueRef)?

    nonisolated(unsafe) private static var all: [Int: Awaiting] = [:]
    nonisolated(unsafe) private static var lastToken = 0

    /// Awaits a value, as the language does. Microtasks settle it.
    init(_ value: JSValueRef, in realm: Realm) {
        self.realm = realm
        Self.lastToken += 1
        token = Self.lastToken
        Self.all[token] = self
        _ = callFunction(
            realm.user, realm.helper("awaitValue"), [value, JSValueMakeNumber(realm.user, Double(token))], nil)
    }

    /// Serves everything that can settle the value, until it is settled or nothing is left that could settle it.
    func wait(_ worker: Worker) -> Completion {
        defer {
            Self.all[token] = nil
            if let settled { JSValueUnprotect(realm.user, settled.value) }
        }
        while settled == nil, let turn = worker.awaitSettling(timersKeepRunning: true) {
            if case .thrown(let thrown) = turn { return .thrown(thrown) }
        }
        guard let settled else {
            return .thrown(
                realm.makeError("Error", "The awaited promise can never settle: nothing is left that could settle it"))
        }
        return settled.isFulfilled ? .value(settled.value) : .thrown(settled.value)
    }

    fileprivate static func settle(_ token: Int, _ isFulfilled: Bool, _ value: JSValueRef) {
        guard let awaiting = all[token], awaiting.settled == nil else { return }
        JSValueProtect(awaiting.realm.user, value)
        awaiting.settled = (isFulfilled, value)
    }
}

/// `settle(token, isFulfilled, value)` of context.js.
let settleCallback: JSObjectCallAsFunctionCallback = { context, _, _, count, arguments, _ in
    if count == 3, let arguments {
        let token = Int(JSValueToNumber(context, arguments[0], nil))
        Awaiting.settle(token, JSValueToBoolean(context, arguments[1]), arguments[2]!)
    }
    return JSValueMakeUndefined(context)
}
