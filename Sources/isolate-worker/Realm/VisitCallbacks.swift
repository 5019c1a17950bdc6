import CJavaScriptCore

/// The visits of the calls of `encode` that are under way, each called by a getter that the one before ran.
nonisolated(unsafe) private var visits: [Visits] = []

/// `startVisits(level)`: nothing has been met yet by the call of `encode` with so many others around it. What a call of
/// that level or above has left behind is forgotten.
let startVisitsCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let level = levelOf(arguments, context)
    dropVisits(from: level)
    precondition(visits.count == level, "a call of encode is missing")
    visits.append(Visits())
    return JSValueMakeUndefined(context)
}

/// `endVisits(level)`: the call is over.
let endVisitsCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    dropVisits(from: levelOf(arguments, context))
    return JSValueMakeUndefined(context)
}

/// `visit(cell)`: meets an object or a symbol that the caller keeps alive. Of one that was met before it gives -1 minus
/// its number; of another, whose number is how many were met so far, the number of its structure.
let visitCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let last = visits.count - 1
    return JSValueMakeNumber(context, Double(visits[last].visit(arguments![0]!)))
}

/// `forgetStructures(level)`: user code has run in the call of that level. Structures are numbered anew.
let forgetStructuresCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let level = levelOf(arguments, context)
    dropVisits(from: level + 1)
    visits[level].forgetStructures()
    return JSValueMakeUndefined(context)
}

private func levelOf(_ arguments: UnsafePointer<JSValueRef?>?, _ context: JSContextRef?) -> Int {
    Int(JSValueToNumber(context, arguments![0], nil))
}

private func dropVisits(from level: Int) {
    while visits.count > level { visits.removeLast().free() }
}
