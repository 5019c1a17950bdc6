import CJavaScriptCore
import Glibc

/// The native functions for the modules of the pristine realm.
let natives: [(name: String, callback: JSObjectCallAsFunctionCallback)] = [
    ("typeByte", typeByteCallback), ("indexingByte", indexingByteCallback), ("proxyTarget", proxyTargetCallback),
    ("word", wordCallback),
    ("wordValue", wordValueCallback), ("now", nowCallback), ("hasLexical", hasLexicalCallback),
    ("lineOf", lineOfCallback), ("startVisits", startVisitsCallback), ("endVisits", endVisitsCallback),
    ("visit", visitCallback), ("forgetStructures", forgetStructuresCallback),
    ("isSoundScript", isSoundScriptCallback), ("webInterfaces", webInterfacesCallback),
]

/// `typeByte(object)`: the engine's type of a heap cell, the sixth byte of its header, which no script can change.
let typeByteCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let cell = UnsafeRawPointer(arguments![0]!)
    return JSValueMakeNumber(context, Double(cell.load(fromByteOffset: 5, as: UInt8.self)))
}

/// `indexingByte(object)`: how the engine stores properties with an index, the fifth byte of a cell's header.
let indexingByteCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let cell = UnsafeRawPointer(arguments![0]!)
    return JSValueMakeNumber(context, Double(cell.load(fromByteOffset: 4, as: UInt8.self)))
}

/// `proxyTarget(proxy)`: the target of a Proxy, without calling its traps.
let proxyTargetCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let proxy = JSValueToObject(context, arguments![0], nil)
    guard let target = JSObjectGetProxyTarget(proxy) else { return JSValueMakeNull(context) }
    return target
}

/// `hasLexical(name)`: whether a script of the user's realm has declared the name by `let`, `const` or `class`. The
/// global object must not have a property of that name. The engine has no call for that; reading an undeclared name
/// throws.
let hasLexicalCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    guard let name = JSValueToStringCopy(context, arguments![0], nil) else { return JSValueMakeBoolean(context, false) }
    defer { JSStringRelease(name) }
    return JSValueMakeBoolean(context, Worker.current.realm.hasLexical(name))
}

/// `lineOf(source, index)`: a line of a source as the engine counts them, from 0; undefined if there is no such line.
let lineOfCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    guard let source = JSValueToStringCopy(context, arguments![0], nil) else { return JSValueMakeUndefined(context) }
    defer { JSStringRelease(source) }
    let units = text(of: source).utf16
    let lines = LineBreaks(of: units, in: Worker.current.realm).lines
    guard let index = Int(exactly: JSValueToNumber(context, arguments![1], nil)), lines.indices.contains(index) else {
        return JSValueMakeUndefined(context)
    }
    let line = JSStringCreateWithCharacters(Array(units[lines[index]]), lines[index].count)!
    defer { JSStringRelease(line) }
    return JSValueMakeString(context, line)
}

/// `word(object, index)`: a 64-bit word of a heap cell, as sixteen hexadecimal digits.
let wordCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let word = cellWord(context, arguments!)
    let digits = String(word, radix: 16)
    let text = makeEngineString(String(repeating: "0", count: 16 - digits.count) + digits)
    defer { JSStringRelease(text) }
    return JSValueMakeString(context, text)
}

/// `wordValue(object, index)`: a word of a heap cell that is known to hold a JavaScript value.
let wordValueCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    JSValueRef(bitPattern: UInt(cellWord(context, arguments!)))
}

/// `now()`: milliseconds of CLOCK_MONOTONIC.
let nowCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, _, _ in
    JSValueMakeNumber(context, monotonicMilliseconds())
}

/// Milliseconds of CLOCK_MONOTONIC.
func monotonicMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

private func cellWord(_ context: JSContextRef?, _ arguments: UnsafePointer<JSValueRef?>) -> UInt64 {
    let index = Int(JSValueToNumber(context, arguments[1], nil))
    precondition((2...5).contains(index), "a cell has no word \(index) that may be read")
    return UnsafeRawPointer(arguments[0]!).load(fromByteOffset: index * 8, as: UInt64.self)
}

/// `callHost(handle, this, args)` of context.js.
let hostFunctionCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    let worker = Worker.current!
    switch worker.callHost(arguments![0]!, this: arguments![1]!, arguments![2]!) {
    case .value(let value): return value
    case .thrown(let thrown):
        exception?.pointee = thrown
        return JSValueMakeUndefined(context)
    }
}

/// `callHostAsync(handle, this, args, resolve, reject)` of context.js.
let asyncHostFunctionCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    let worker = Worker.current!
    if let thrown = worker.callHostAsync(
        arguments![0]!, this: arguments![1]!, arguments![2]!, resolve: arguments![3]!, reject: arguments![4]!)
    {
        exception?.pointee = thrown
    }
    return JSValueMakeUndefined(context)
}

/// `(promise, reason)`: a promise was rejected, and nothing had handled that by the end of the microtasks.
let rejectionCallback: JSObjectCallAsFunctionCallback = { context, _, _, count, arguments, _ in
    if count == 2 { Worker.current?.reportRejection(arguments![1]!) }
    return JSValueMakeUndefined(context)
}

/// `callConsole(method, args)` of globalConsole.js.
let consoleCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    if let thrown = Worker.current!.callConsole(arguments![0]!, arguments![1]!) { exception?.pointee = thrown }
    return JSValueMakeUndefined(context)
}

/// `passedArguments(method, args)` of globalConsole.js: an array of the user's realm; undefined for none.
let passedArgumentsCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    switch Worker.current!.passedArguments(arguments![0]!, arguments![1]!) {
    case .value(let value): return value
    case .thrown(let thrown):
        exception?.pointee = thrown
        return JSValueMakeUndefined(context)
    }
}

/// `callInspect(value, options)` of context.js.
let inspectCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    switch Worker.current!.inspectForScript(arguments![0]!, arguments![1]!) {
    case .value(let value): return value
    case .thrown(let thrown):
        exception?.pointee = thrown
        return JSValueMakeUndefined(context)
    }
}
