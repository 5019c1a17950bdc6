import CJavaScriptCore

/// `typeByte(object)`: the engine's own type of a heap cell, the sixth byte of its header, which no script can change.
let typeByteCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let cell = UnsafeRawPointer(arguments![0]!)
    return JSValueMakeNumber(context, Double(cell.load(fromByteOffset: 5, as: UInt8.self)))
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

/// A promise was rejected, and the microtasks are over without anything that handled it: `(promise, reason)`.
let rejectionCallback: JSObjectCallAsFunctionCallback = { context, _, _, count, arguments, _ in
    if count == 2 { Worker.current?.reportRejection(arguments![1]!) }
    return JSValueMakeUndefined(context)
}

/// `callConsole(method, args)` of globalConsole.js.
let consoleCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    if let thrown = Worker.current!.callConsole(arguments![0]!, arguments![1]!) { exception?.pointee = thrown }
    return JSValueMakeUndefined(context)
}
