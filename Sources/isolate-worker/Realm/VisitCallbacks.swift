import CJavaScriptCore

/// The visits of the calls of `encode` in progress. Each call was made by a getter that the one before ran.
nonisolated(unsafe) private var visits: [Visits] = []

/// `startVisits(level)`: begins the visits of a call of `encode` that is nested in `level` others. Visits that earlier
/// calls of that level or a deeper one have left behind are dropped.
let startVisitsCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let level = levelOf(arguments, context)
    dropVisits(from: level)
    precondition(visits.count == level, "a call of encode is missing")
    visits.append(Visits())
    return JSValueMakeUndefined(context)
}

/// `endVisits(level)`: ends the visits of the call at that level.
let endVisitsCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    dropVisits(from: levelOf(arguments, context))
    return JSValueMakeUndefined(context)
}

/// `visit(cell)`: notes an object or a symbol, which the caller keeps alive. For one that was visited before, returns
/// -1 minus its number, which is the number of cells visited before it. For a new one, returns the number of its
/// structure.
let visitCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let last = visits.count - 1
    return JSValueMakeNumber(context, Double(visits[last].visit(arguments![0]!)))
}

/// `forgetStructures(level)`: user code has run in the call at that level, so structures are numbered anew.
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
