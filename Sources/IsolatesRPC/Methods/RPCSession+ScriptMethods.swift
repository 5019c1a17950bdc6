import Isolates
import Wire

extension RPCSession {
    func createScript(_ parameters: inout Parameters) throws -> Work {
        let source = try SourceParameters(&parameters)
        let cachedData = try parameters.take("cachedData") { try $0.base64() }
        let producesCachedData = try parameters.bool("produceCachedData") ?? false
        try parameters.finish()
        return .aside { [self] in
            let script = try await supervisor.script(
                of: source.code, filename: source.filename, lineOffset: source.lineOffset,
                columnOffset: source.columnOffset,
                displayErrors: source.displayErrors, cachedData: cachedData, produceCachedData: producesCachedData,
                sourceMap: source.sourceMap, usesSourceMaps: source.sourceMaps)
            return describe(script)
        }
    }

    private func describe(_ script: Script) -> [UInt8] {
        jsonObject { writer in
            writer.write("script", scripts.add(script))
            writer.write("sourceMapURL", script.sourceMapURL)
            writer.write("cachedDataRejected", script.cachedDataRejected)
            writer.write("cachedDataProduced", script.cachedDataProduced)
            guard let data = script.cachedData else { return }
            writer.key("cachedData")
            writer.base64(data)
        }
    }

    func disposeScript(_ parameters: inout Parameters) throws -> Work {
        let id = try parameters.requiredString("script")
        try parameters.finish()
        return .now { [self] in
            try scripts.remove(id)
            return Self.null
        }
    }

    func createTemplate(_ parameters: inout Parameters) throws -> Work {
        let scripts = try parameters.require("scripts", try parameters.templateScripts("scripts"))
        let sandbox = try parameters.properties("sandbox", lifetime: lifetime) ?? .value([:])
        let warmUp = try parameters.templateScripts("warmUp") ?? []
        let modules = try ModuleParameters(&parameters, lifetime: lifetime)
        let globals = try parameters.globals("globals") ?? []
        try parameters.finish()
        let timeout = limits.capped(Supervisor.defaultSetUpTimeout) ?? Supervisor.defaultSetUpTimeout
        let memoryLimit = limits.capsRequests ? limits.memoryLimit : nil
        return .aside { [self] in
            let setUp = scripts.map {
                supervisor.makeScript(
                    $0.code, filename: $0.filename, sourceMap: $0.sourceMap, usesSourceMaps: $0.usesSourceMaps)
            }
            let warmUp = warmUp.map {
                supervisor.makeScript(
                    $0.code, filename: $0.filename, isTransient: false, sourceMap: $0.sourceMap,
                    usesSourceMaps: $0.usesSourceMaps)
            }
            let template = try await refusing("sandbox") { () async throws(VMError) in
                try await supervisor.createTemplate(
                    setUp, properties: sandbox, warmUp: warmUp, timeout: timeout, memoryLimit: memoryLimit,
                    modules: modules?.settings(in: self), globals: globals)
            }
            templates.add(template)
            return jsonObject { $0.write("template", template.id) }
        }
    }

    /// A template of the client, or one that all clients may name.
    ///
    /// - Throws: `disposed` if there is none.
    func findTemplate(_ id: String) throws(RPCError) -> Template {
        if let template = host.template(named: id) { return template }
        return try templates.template(id)
    }

    func disposeTemplate(_ parameters: inout Parameters) throws -> Work {
        let id = try parameters.requiredString("template")
        try parameters.finish()
        return .now { [self] in
            guard let template = templates.remove(id) else {
                throw RPCError.noTemplate(id)
            }
            template.dispose()
            return Self.null
        }
    }
}
