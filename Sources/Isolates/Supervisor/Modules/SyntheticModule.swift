import Workers

/// A module whose exports are values of the program's (Node's `vm.SyntheticModule`).
///
/// Source: the `vm` documentation of Node.js, “Class: vm.SyntheticModule”.
public final class SyntheticModule: Module, @unchecked Sendable {
    private struct Exports {
        var values: Value.Object = [:]
        /// Whether they were asked for, and can't be changed any more.
        var areTaken = false
    }

    private let exportNames: [String]
    private let evaluateCallback: @Sendable (SyntheticModule) async throws -> Void
    private let exports = Lock("exports of a module", Exports())

    /// Makes a module.
    ///
    /// - Parameters:
    ///   - exportNames: the names of all exports. Those that are never set are `undefined`.
    ///   - identifier: what referrers call it; by default `vm:module(0)`, with a number of its own.
    ///   - context: where it is imported. It must have been made with `modules`.
    ///   - evaluateCallback: is called once, when the module is evaluated, and sets the exports.
    /// - Throws: `invalidArgument` for a context without modules.
    public init(
        _ exportNames: [String], identifier: String? = nil, context: Context,
        evaluateCallback: @escaping @Sendable (SyntheticModule) async throws -> Void
    ) throws(VMError) {
        self.exportNames = exportNames
        self.evaluateCallback = evaluateCallback
        try super.init(identifier ?? Self.nextIdentifier(), context)
        exports.withLock { exports in
            for name in exportNames { exports.values[JSString(name)] = .undefined }
        }
    }

    /// Sets an export, before the module is evaluated or while it is.
    ///
    /// - Parameters:
    ///   - name: one of the module's exports.
    ///   - value: any `Encodable`, or a `Value`. A function of the context itself keeps the context until that is
    ///     disposed.
    /// - Throws: `invalidArgument` for a name that is no export's, and where the module was evaluated: scripts have its
    ///   values then. `invalidValue` for what is no value.
    public func setExport(_ name: String, to value: some Encodable) throws(VMError) {
        guard exportNames.contains(name) else {
            throw VMError(
                .invalidArgument,
                "module \(identifier) has no export \(name); it has \(exportNames.joined(separator: ", "))")
        }
        let value = try Value(encoding: value)
        let isSet = exports.withLock { exports in
            if !exports.areTaken { exports.values[JSString(name)] = value }
            return !exports.areTaken
        }
        guard isSet else {
            throw VMError(.invalidArgument, "module \(identifier) was evaluated, and its exports can't be set any more")
        }
    }

    override func source() async throws(VMError) -> ModuleSource {
        if !exports.withLock({ $0.areTaken }) {
            do { try await evaluateCallback(self) } catch {
                throw error as? VMError ?? VMError(.invalidValue, "module \(identifier) can't be evaluated: \(error)")
            }
        }
        let values = exports.withLock { exports in
            exports.areTaken = true
            return exports.values
        }
        return ModuleSource(id: identifier, exports: values)
    }
}
