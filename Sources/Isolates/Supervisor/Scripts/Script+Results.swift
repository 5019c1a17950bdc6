// What all forms of a run come down to.

extension Script {
    nonisolated(nonsending) func result<T: Decodable>(
        in context: Context, _ options: RunOptions, as type: T.Type
    ) async throws(VMError) -> T {
        // A transient script is made of a run's code, and has from its options what they say of that.
        if !isTransient { try options.validateWithoutCode() }
        return try await context.run(self, options).value(as: type)
    }

    /// - Parameter properties: the sandbox, an object.
    nonisolated(nonsending) func resultInNewContext<T: Decodable>(
        _ properties: Value, _ options: RunOptions, _ contextOptions: ContextOptions, as type: T.Type
    ) async throws(VMError) -> T {
        try options.validate()
        // The context goes when nothing refers to it: at once, or with the last function or promise of the result.
        let context = try await supervisor.createContext(
            properties: properties, options: contextOptions.with(recovery: .discard))
        return try await result(in: context, options, as: type)
    }

    nonisolated(nonsending) func resultInThisContext<T: Decodable>(
        _ options: RunOptions, as type: T.Type
    ) async throws(VMError) -> T {
        try await result(in: try await supervisor.thisContext(), options, as: type)
    }
}

extension Supervisor {
    /// A script of the code that a run was given.
    func script(_ code: String, _ options: RunOptions) -> Script {
        makeScript(
            JSString(code), filename: options.filename ?? Script.defaultFilename, lineOffset: options.lineOffset ?? 0,
            columnOffset: options.columnOffset ?? 0, displayErrors: options.displayErrors ?? true,
            isModule: options.type == .module)
    }

    /// The main context: made with its first use, and again where a run of it was killed.
    nonisolated(nonsending) package func thisContext() async throws(VMError) -> Context {
        try await mainContext.get(where: { !$0.isDisposed }) { [self] () async throws(VMError) in
            try await createContext(.value([:]), ContextOptions(), role: .main)
        }
    }
}
