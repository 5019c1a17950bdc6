import CJavaScriptCore
import Wire

extension Worker {
    func define(_ source: ScriptSource) {
        scripts[source.number] = CompiledScript(source, in: realm)
    }

    /// Runs a script, and gives what it completed with.
    func run(_ request: RunRequest) -> Outcome {
        guard let script = scripts[request.script] else {
            return .invalidValue(message: "the worker knows no script \(request.script)")
        }
        defer { if request.forgetsScript { scripts[request.script] = nil } }
        makeKnown(script)
        if script.mayNeedRunLoop { needsRunLoop = true }
        return outcome(of: script, awaitsPromise: request.awaitsPromise, inspects: request.inspectsResult) {
            if let error = script.declareVariables() { return .thrown(error) }
            var exception: JSValueRef?
            if let value = JSEvaluateScript(
                realm.user, script.text, nil, script.url, script.startingLine, &exception)
            {
                return .value(value)
            }
            return .thrown(exception!)
        }
    }

    /// Compiles a script without running it.
    func compile(_ source: ScriptSource) -> Outcome {
        let script = CompiledScript(source, in: realm)
        makeKnown(script)
        return outcome(of: script) {
            if let error = syntaxError(of: script) { return .thrown(error) }
            return .value(JSValueMakeUndefined(realm.user))
        }
    }

    /// What keeps a script from compiling, or nil.
    func syntaxError(of script: CompiledScript) -> JSValueRef? {
        var exception: JSValueRef?
        let isSound = JSCheckScriptSyntax(realm.user, script.text, script.url, script.startingLine, &exception)
        return isSound ? nil : exception
    }

    /// Has stacks read the script's URL as this script's.
    private func makeKnown(_ script: CompiledScript) {
        guard lastKnown !== script else { return }
        lastKnown = script
        let source = script.source
        guard scriptsByURL[source.filename] != source.number else { return }
        scriptsByURL[source.filename] = source.number
        let context = realm.modules.context
        let code = makeEngineString(source.code)
        defer { JSStringRelease(code) }
        let arguments: [JSValueRef?] = [
            JSValueMakeString(context, script.url), JSValueMakeString(context, code),
            JSValueMakeNumber(context, Double(source.lineOffset)), JSValueMakeNumber(context, Double(source.columnOffset)),
        ]
        _ = callFunction(context, realm.modules.addScript, arguments, nil)
    }
}
