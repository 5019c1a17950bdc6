import CJavaScriptCore
import Wire

extension Worker {
    func define(_ source: ScriptSource) {
        let script = CompiledScript(source, in: realm, runs: true)
        if source.isModule { script.noteRunLoop() } else { script.prepareToRun(moduleLoader) }
        scripts[source.number] = script
    }

    /// Runs a script, and returns its completion value.
    func run(_ request: RunRequest) -> Outcome {
        guard let script = scripts[request.script] else {
            return .invalidValue(message: "the worker knows no script \(request.script)")
        }
        defer { if request.forgetsScript { scripts[request.script] = nil } }
        begin(kind: script.kind)
        if script.mayNeedRunLoop { needsRunLoop = true }
        if script.source.isModule { return runModule(script, request) }
        makeKnown(script)
        return outcome(
            of: script, awaitsPromise: request.awaitsPromise, inspects: request.inspectsResult,
            remembers: request.remembersResult, untilIdle: request.runsUntilIdle
        ) {
            if let error = script.declareVariables() { return .thrown(error) }
            var exception: JSValueRef?
            let value = script.watchingAssignments {
                JSEvaluateScript(realm.user, script.executedText, nil, script.url, script.startingLine, &exception)
            }
            if let value { return .value(value) }
            guard let name = realm.redeclaredName(exception!) else { return .thrown(exception!) }
            return .thrown(realm.redeclaration(of: name, in: script))
        }
    }

    /// Runs a module, and returns its namespace once that is complete.
    private func runModule(_ script: CompiledScript, _ request: RunRequest) -> Outcome {
        lastKnown = nil
        scriptsByURL[script.source.filename] = nil
        return outcome(
            of: script, awaitsPromise: true, inspects: request.inspectsResult, untilIdle: request.runsUntilIdle
        ) {
            guard let moduleLoader else {
                let message = "A module can't run in a context that was made without modules; an empty map is enough"
                return .thrown(realm.makeError("TypeError", message))
            }
            return moduleLoader.run(script.source)
        }
    }

    /// Parses a module, and returns its imports.
    func parseModule(_ source: ScriptSource) -> Outcome {
        lastKnown = nil
        scriptsByURL[source.filename] = nil
        return outcome(of: CompiledScript(source, in: realm)) {
            guard let moduleLoader else {
                return .thrown(realm.makeError("TypeError", "A module can't be parsed in a context without modules"))
            }
            return moduleLoader.parse(source)
        }
    }

    /// Compiles a script without running it.
    func compile(_ source: ScriptSource) -> Outcome {
        let script = CompiledScript(source, in: realm)
        makeKnown(script)
        return outcome(of: script) {
            if let error = realm.syntaxError(of: script.text, script) { return .thrown(error) }
            return .value(JSValueMakeUndefined(realm.user))
        }
    }

    /// Makes stack frames with the script's URL refer to this script.
    private func makeKnown(_ script: CompiledScript) {
        guard lastKnown !== script else { return }
        lastKnown = script
        let source = script.source
        guard scriptsByURL[source.filename] != source.number else { return }
        scriptsByURL[source.filename] = source.number
        let context = realm.modules.context
        var arguments = Arguments(context)
        arguments.append(JSValueMakeString(context, script.url))
        arguments.append(script.sourceValue(in: context))
        arguments.append(JSValueMakeNumber(context, Double(source.lineOffset)))
        arguments.append(JSValueMakeNumber(context, Double(source.columnOffset)))
        arguments.append(script.columnOf)
        arguments.append(source.sourceMapValue(in: context))
        _ = callFunction(context, realm.modules.addScript, arguments.values, nil)
    }
}
