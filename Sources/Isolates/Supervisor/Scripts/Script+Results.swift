import Wire

// The implementation that all forms of a run share.

extension Script {
    nonisolated(nonsending) func result<T: Decodable>(
        in context: Context, _ options: RunOptions, as type: T.Type
    ) async throws(VMError) -> T {
        // A transient script was made from the run's code and its options, which may therefore describe the code.
        if !isTransient { try options.validateWithoutCode() }
        return try await context.run(self, options).value(as: type)
    }

    /// - Parameter properties: the sandbox, an object.
    nonisolated(nonsending) func resultInNewContext<T: Decodable>(
        _ properties: Value, _ options: RunOptions, _ contextOptions: ContextOptions, as type: T.Type
    ) async throws(VMError) -> T {
        try options.validate()
        // The context ends when nothing refers to it: after the run, or with the last function or promise of the
        // result.
        var contextOptions = contextOptions.with(recovery: .discard)
        if source.isModule { contextOptions.takeModules() }
        let context = try await supervisor.createContext(properties: properties, options: contextOptions)
        return try await result(in: context, options, as: type)
    }

    nonisolated(nonsending) func resultInThisContext<T: Decodable>(
        _ options: RunOptions, as type: T.Type
    ) async throws(VMError) -> T {
        try await result(in: try await supervisor.thisContext(runsModule: source.isModule), options, as: type)
    }
}

extension Supervisor {
    /// Makes a script from a run's code.
    func script(_ code: String, _ options: RunOptions) -> Script {
        makeScript(
            JSString(code), filename: options.filename ?? Script.defaultFilename, lineOffset: options.lineOffset ?? 0,
            columnOffset: options.columnOffset ?? 0, displayErrors: options.displayErrors ?? true,
            isModule: options.type == .module, sourceMap: options.sourceMap.map { JSString($0) },
            usesSourceMaps: options.sourceMaps ?? true)
    }

    /// The main context. It is made on first use, and again if it was disposed because a killed run could not be
    /// undone.
    ///
    /// - Parameter runsModule: whether it is made for modules, where this is its first use.
    nonisolated(nonsending) package func thisContext(runsModule: Bool = false) async throws(VMError) -> Context {
        try await mainContext.get(where: { !$0.isDisposed }) { [self] () async throws(VMError) in
            var options = ContextOptions()
            if runsModule { options.takeModules() }
            return try await createContext(.value([:]), options, role: .main)
        }
    }
}
