extension Request {
    /// - Throws: `MessageError` or `JSONError` if the message is not a valid request.
    public init(json: [UInt8]) throws {
        var reader = JSONReader(json, maximumDepth: Frame.maximumDepth)
        var fields = Fields()
        try reader.members { reader, key in try fields.read(key, from: &reader) }
        try reader.end()
        self = try fields.request()
    }

    /// The members of all requests. The type decides which of them are required. The long ones come last. The worker
    /// does not look through them here, because the engine checks them when it reads them.
    private struct Fields {
        var type: JSString?
        var id: Int?
        var options = WorkerOptions()
        var source = ScriptSource(number: 0, code: "", filename: "")
        var run = RunRequest(script: 0)
        var handle: String?
        var handles: [String] = []
        var this: [UInt8]?
        var arguments: [UInt8]?
        var sandbox: [UInt8]?
        var assign: [UInt8]?
        var remove: [JSString] = []
        var name: JSString?
        var call: Int?
        var answer: HostAnswer?
        var role: ForkRole?
        var token: Int?
        var prefix: String?

        mutating func read(_ key: JSString, from reader: inout JSONReader) throws -> Bool {
            switch key {
            case "type": type = try reader.string()
            case "id": id = try reader.integer()
            case "script":
                run.script = try reader.integer()
                source.number = run.script
            case "await": run.awaitsPromise = try reader.bool()
            case "inspect": run.inspectsResult = try reader.bool()
            case "remember": run.remembersResult = try reader.bool()
            case "untilIdle": run.runsUntilIdle = try reader.bool()
            case "forget": run.forgetsScript = try reader.bool()
            case "handle": handle = try reader.string().description
            case "this": this = try reader.value()
            case "arguments": arguments = try reader.lastValue()
            case "call": call = try reader.integer()
            case "returned": answer = .returned(try reader.lastValue())
            case "threw": answer = .threw(try reader.lastValue())
            case "failed": answer = .failed(message: try reader.string().description)
            case "sandbox": sandbox = try reader.lastValue()
            case "assign": assign = try reader.lastValue()
            case "remove": remove = try reader.strings()
            case "name": name = try reader.string()
            case "role": role = ForkRole(rawValue: try reader.string().description)
            case "token": token = try reader.integer()
            case "prefix": prefix = try reader.string().description
            case "handles": handles = try reader.strings().map(\.description)
            default: return try options.read(key, from: &reader) || source.read(key, from: &reader)
            }
            return true
        }

        func request() throws -> Request {
            switch try required(type, "type") {
            case "run": .run(id: try required(id, "id"), run)
            case "configure": .configure(id: try required(id, "id"), options, sandbox: sandbox)
            case "loadParser": .loadParser(source: source.code)
            case "define": .define(source)
            case "compile": .compile(id: try required(id, "id"), source)
            case "parseModule": .parseModule(id: try required(id, "id"), source)
            case "call":
                .call(
                    id: try required(id, "id"), handle: try required(handle, "handle"), this: this,
                    arguments: try required(arguments, "arguments"), awaitsPromise: run.awaitsPromise)
            case "awaitPromise": .awaitPromise(id: try required(id, "id"), handle: try required(handle, "handle"))
            case "getSandbox": .getSandbox(id: try required(id, "id"), inspects: run.inspectsResult)
            case "setSandbox": .setSandbox(id: try required(id, "id"), assign: assign, remove: remove)
            case "getProperty": .getProperty(id: try required(id, "id"), name: try required(name, "name"))
            case "release": .release(handles: handles)
            case "fork":
                .fork(id: try required(id, "id"), try required(role, "role"), token: try required(token, "token"))
            case "prepareForCopies": .prepareForCopies(id: try required(id, "id"))
            case "rehearse": .rehearse(id: try required(id, "id"))
            case "discardLog": .discardLog
            case "nameHandles": .nameHandles(prefix: try required(prefix, "prefix"))
            case "separate": .separate(id: try required(id, "id"), handlePrefix: try required(prefix, "prefix"))
            case "answer": .answer(id: id, call: try required(call, "call"), try required(answer, "returned"))
            case let type: throw MessageError("unknown request \(type)")
            }
        }
    }
}

extension JSONReader {
    fileprivate mutating func strings() throws -> [JSString] {
        var strings: [JSString] = []
        try beginArray()
        while try nextElement() { strings.append(try string()) }
        return strings
    }
}

extension WorkerOptions {
    fileprivate mutating func read(_ key: JSString, from reader: inout JSONReader) throws -> Bool {
        switch key {
        case "allowsStrings": allowsStrings = try reader.bool()
        case "allowsWasm": allowsWasm = try reader.bool()
        case "afterMicrotasks": takesResultAfterMicrotasks = try reader.bool()
        case "formatsConsole": formatsConsole = try reader.bool()
        case "omitsConsoleArguments": passesConsoleArguments = !(try reader.bool())
        case "colorsOutput": colorsOutput = try reader.bool()
        case "colorsErrors": colorsErrors = try reader.bool()
        case "passesEscapes": passesEscapes = try reader.bool()
        case "maximumDepth": maximumDepth = try reader.integer()
        case "maximumLength": maximumLength = try reader.integer()
        case "handlePrefix": handlePrefix = try reader.string().description
        case "modules": modules = try reader.value()
        case "globals": globals = try reader.strings().map(\.description)
        case "ignoresSourceMaps": ignoresSourceMaps = try reader.bool()
        case "undoable": isUndoable = try reader.bool()
        default: return false
        }
        return true
    }
}

extension ScriptSource {
    fileprivate mutating func read(_ key: JSString, from reader: inout JSONReader) throws -> Bool {
        switch key {
        case "code": code = try reader.string()
        case "filename": filename = try reader.string().description
        case "lineOffset": lineOffset = try reader.integer()
        case "columnOffset": columnOffset = try reader.integer()
        case "displayErrors": displayErrors = try reader.bool()
        case "module": isModule = try reader.bool()
        case "sourceMap": sourceMap = try reader.string()
        case "ignoresSourceMap": ignoresSourceMap = try reader.bool()
        default: return false
        }
        return true
    }
}
