extension Request {
    /// The frame that carries this request. A value that may be long comes last: see `JSONReader.lastValue`.
    public func frame() -> [UInt8] {
        Frame.make { writer in
            writer.beginObject()
            writer.key("type")
            encode(into: &writer)
            writer.endObject()
        }
    }

    private func encode(into writer: inout JSONWriter) {
        switch self {
        case .run(let id, let run):
            writer.begin("run", id: id)
            writer.key("script")
            writer.integer(run.script)
            writer.flag("await", run.awaitsPromise)
            writer.flag("inspect", run.inspectsResult)
            writer.flag("remember", run.remembersResult)
            writer.flag("forget", run.forgetsScript)
            writer.flag("untilIdle", run.runsUntilIdle)
        case .configure(let id, let options, let sandbox):
            writer.begin("configure", id: id)
            options.encode(into: &writer)
            writer.value("sandbox", sandbox)
        case .loadParser(let source):
            writer.string("loadParser")
            writer.key("code")
            writer.string(source)
        case .define(let source):
            writer.string("define")
            source.encode(into: &writer)
        case .compile(let id, let source):
            writer.begin("compile", id: id)
            source.encode(into: &writer)
        case .parseModule(let id, let source):
            writer.begin("parseModule", id: id)
            source.encode(into: &writer)
        case .call(let id, let handle, let this, let arguments, let awaitsPromise):
            writer.begin("call", id: id)
            writer.key("handle")
            writer.string(handle)
            writer.flag("await", awaitsPromise)
            writer.value("this", this)
            writer.value("arguments", arguments)
        case .awaitPromise(let id, let handle):
            writer.begin("awaitPromise", id: id)
            writer.key("handle")
            writer.string(handle)
        case .getSandbox(let id, let inspects):
            writer.begin("getSandbox", id: id)
            writer.flag("inspect", inspects)
        case .setSandbox(let id, let assign, let remove):
            writer.begin("setSandbox", id: id)
            writer.key("remove")
            writer.beginArray()
            for name in remove { writer.string(name) }
            writer.endArray()
            writer.value("assign", assign)
        case .getProperty(let id, let name):
            writer.begin("getProperty", id: id)
            writer.key("name")
            writer.string(name)
        case .release(let handles):
            writer.string("release")
            writer.key("handles")
            writer.beginArray()
            for handle in handles { writer.string(handle) }
            writer.endArray()
        case .fork(let id, let role, let token):
            writer.begin("fork", id: id)
            writer.key("role")
            writer.string(role.rawValue)
            writer.number("token", token)
        case .prepareForCopies(let id): writer.begin("prepareForCopies", id: id)
        case .rehearse(let id): writer.begin("rehearse", id: id)
        case .discardLog: writer.string("discardLog")
        case .nameHandles(let prefix):
            writer.string("nameHandles")
            writer.key("prefix")
            writer.string(prefix)
        case .separate(let id, let prefix):
            writer.begin("separate", id: id)
            writer.key("prefix")
            writer.string(prefix)
        case .answer(let id, let call, let answer):
            writer.string("answer")
            writer.number("id", id)
            writer.key("call")
            writer.integer(call)
            switch answer {
            case .returned(let value): writer.value("returned", value)
            case .threw(let value): writer.value("threw", value)
            case .failed(let message):
                writer.key("failed")
                writer.string(message)
            }
        }
    }
}

extension WorkerOptions {
    func encode(into writer: inout JSONWriter) {
        writer.key("allowsStrings")
        writer.bool(allowsStrings)
        writer.key("allowsWasm")
        writer.bool(allowsWasm)
        writer.key("afterMicrotasks")
        writer.bool(takesResultAfterMicrotasks)
        writer.key("formatsConsole")
        writer.bool(formatsConsole)
        writer.flag("omitsConsoleArguments", !passesConsoleArguments)
        writer.flag("colorsOutput", colorsOutput)
        writer.flag("colorsErrors", colorsErrors)
        writer.flag("passesEscapes", passesEscapes)
        writer.key("maximumDepth")
        writer.integer(maximumDepth)
        writer.key("maximumLength")
        writer.integer(maximumLength)
        writer.key("handlePrefix")
        writer.string(handlePrefix)
        writer.value("modules", modules)
        writer.key("globals")
        writer.beginArray()
        for name in globals { writer.string(name) }
        writer.endArray()
        writer.flag("ignoresSourceMaps", ignoresSourceMaps)
        writer.flag("undoable", isUndoable)
    }
}

extension JSONWriter {
    mutating func begin(_ type: String, id: Int) {
        string(type)
        key("id")
        integer(id)
    }

    /// Writes a boolean member if it is true.
    mutating func flag(_ name: StaticString, _ value: Bool) {
        guard value else { return }
        key(name)
        bool(true)
    }

    /// Writes a member that is already encoded, if it has a value.
    mutating func value(_ name: StaticString, _ json: [UInt8]?) {
        guard let json else { return }
        key(name)
        raw(json)
    }
}
