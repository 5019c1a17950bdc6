import Synchronization
import Wire
import Workers

/// A module of one context that a program links and evaluates itself (Node's `vm.Module`): a ``SourceTextModule`` or a
/// ``SyntheticModule``.
///
/// Its context must have been made with `modules`, which find what `import()` in it asks for; `.map([:])` is enough.
///
/// Source: the `vm` documentation of Node.js, “Class: vm.Module”.
///
/// Unchecked, because only final classes are checked: the subclasses add constants, and all state is behind a lock.
public class Module: @unchecked Sendable {
    /// How far a module has come.
    public enum Status: String, Sendable {
        case unlinked, linking, linked, evaluating, evaluated, errored
    }

    /// Finds the module that a specifier in another one means.
    public typealias Linker =
        @Sendable (_ specifier: String, _ referencingModule: Module, _ attributes: [String: String]) async throws ->
        Module

    struct State {
        var status = Status.unlinked
        var error: VMError?
        var namespace: Value?
        /// By specifier.
        var linked: [String: Module] = [:]
    }

    /// What stacks, `import.meta.url` and referrers show; a context has one module of each.
    public let identifier: String
    /// Where it runs.
    public let context: Context
    let state = Lock("state of a module", State())

    init(_ identifier: String, _ context: Context) throws(VMError) {
        try Self.check(context)
        self.identifier = identifier
        self.context = context
    }

    static func check(_ context: Context) throws(VMError) {
        guard context.settings.moduleSettings == nil else { return }
        throw VMError(
            .invalidArgument,
            "a module needs a context that was created with modules, and this one was not; .map([:]) is enough")
    }

    private static let lastNumber = Atomic<Int>(-1)

    /// An identifier as Node gives to a module that has none.
    static func nextIdentifier() -> String {
        "vm:module(\(lastNumber.add(1, ordering: .relaxed).newValue))"
    }

    /// How far it has come.
    public var status: Status { state.withLock { $0.status } }

    /// Why it is `errored`; nil where it is not.
    public var error: VMError? { state.withLock { $0.error } }

    /// The specifiers of all modules that it imports, each once, in the order of the source.
    public var dependencySpecifiers: [String] { dependencies.map(\.specifier) }

    /// What it exports, as values: those of the moment in which its `evaluate` returned. That of a module which another
    /// one has imported does not evaluate it again.
    ///
    /// - Throws: `invalidArgument` where it was not evaluated; what evaluation threw where it is `errored`.
    public var namespace: Value {
        get throws(VMError) {
            let (namespace, error) = state.withLock { ($0.namespace, $0.error) }
            if let namespace { return namespace }
            throw error ?? VMError(.invalidArgument, "module \(identifier) must be evaluated before it has a namespace")
        }
    }

    struct Dependency: Decodable, Sendable {
        let specifier: String
        let attributes: [String: String]
    }

    /// What it imports.
    var dependencies: [Dependency] { [] }

    /// Finds what `import()` in it asks for; nil where there is nothing.
    var importer: (any ModuleResolver)? { context.settings.modules }

    /// What the worker is given when it is imported.
    func source() async throws(VMError) -> ModuleSource {
        preconditionFailure("a module is a SourceTextModule or a SyntheticModule")
    }

    /// Links the module and what it imports, directly or not. Must be called before `evaluate`, and once.
    ///
    /// - Parameter linker: is asked for each specifier. It gives a module of the same context, the same one for the
    ///   same specifier.
    /// - Throws: what `linker` throws; `invalidArgument` for a module of another context, and where the module is not
    ///   `unlinked`.
    public func link(_ linker: Linker) async throws {
        let begins = state.withLock { state in
            defer { if state.status == .unlinked { state.status = .linking } }
            return state.status == .unlinked
        }
        guard begins else {
            throw VMError(.invalidArgument, "module \(identifier) is \(status) and can't be linked again")
        }
        do {
            for dependency in dependencies {
                let module = try await linker(dependency.specifier, self, dependency.attributes)
                guard module.context === context else {
                    throw VMError(
                        .invalidArgument, "module \(module.identifier) is of another context than \(identifier)")
                }
                state.withLock { $0.linked[dependency.specifier] = module }
                if module.status == .unlinked { try await module.link(linker) }
            }
            state.withLock { $0.status = .linked }
        } catch {
            let failure = error as? VMError ?? VMError(.invalidArgument, "\(identifier) can't be linked: \(error)")
            state.withLock { state in
                state.status = .errored
                state.error = failure
            }
            throw error
        }
    }

    /// Evaluates the module, and before it what it imports, each once a context. A module that was evaluated is not
    /// evaluated again.
    ///
    /// - Parameters:
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout: overrides `options.timeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    /// - Throws: `VMError`: what the module throws, or threw before; `compilation` where an import has no export of its
    ///   name; all that ends a run; `invalidArgument` where the module is not linked.
    public func evaluate(
        options: RunOptions = RunOptions(), timeout: Duration? = nil, breakOnSigint: Bool? = nil
    ) async throws(VMError) {
        let (status, error, isDone) = state.withLock { ($0.status, $0.error, $0.namespace != nil) }
        if let error { throw error }
        if isDone { return }
        guard [.linked, .evaluating, .evaluated].contains(status) else {
            throw VMError(
                .invalidArgument, "module \(identifier) is \(status), and must be linked before it is evaluated")
        }
        let graph = reachable
        for module in graph { module.state.withLock { if $0.status == .linked { $0.status = .evaluating } } }
        do throws(VMError) {
            for module in graph { context.importers.add(module.identifier, try await module.linked()) }
            let options = options.with(timeout: timeout, breakOnSigint: breakOnSigint, awaitPromise: true)
            let namespace = try await importIt(options)
            for module in graph { module.state.withLock { if $0.status == .evaluating { $0.status = .evaluated } } }
            state.withLock { $0.namespace = namespace }
        } catch {
            for module in graph { module.state.withLock { if $0.status == .evaluating { $0.status = .linked } } }
            state.withLock { state in
                state.status = .errored
                state.error = error
            }
            throw error
        }
    }

    /// The module and all that it imports, directly or not.
    private var reachable: [Module] {
        var found: [Module] = [self]
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
        var index = 0
        while index < found.count {
            let linked = found[index].state.withLock { Array($0.linked.values) }
            found += linked.filter { seen.insert(ObjectIdentifier($0)).inserted }
            index += 1
        }
        return found
    }

    /// What finds the imports of this module. It knows texts and values, not modules: a context lives as long as these,
    /// and keeps it.
    private func linked() async throws(VMError) -> ModuleMapOfSpecifiers {
        var sources: [String: ModuleSource] = [:]
        for (specifier, module) in state.withLock({ $0.linked }) { sources[specifier] = try await module.source() }
        return ModuleMapOfSpecifiers(sources: sources, otherwise: importer)
    }

    /// Imports it from a script of no name of its own: what the context has by that identifier is not made again.
    private func importIt(_ options: RunOptions) async throws(VMError) -> Value {
        let referrer = "evaluate:\(identifier)"
        context.importers.add(
            referrer, ModuleMapOfSpecifiers(sources: [identifier: try await source()], otherwise: nil))
        let quoted: [UInt8]
        do { quoted = try Value(identifier).json() } catch { throw VMError(error) }
        let script = (context.supervisor as? Supervisor ?? .shared).makeScript(
            JSString("import(\(String(decoding: quoted, as: UTF8.self)))"), filename: referrer)
        return try await context.run(script, options).value()
    }
}

/// Finds the imports of one linked module, by their specifiers alone; what else its `import()` asks for, as its context
/// does.
private struct ModuleMapOfSpecifiers: ModuleResolver {
    let sources: [String: ModuleSource]
    let otherwise: (any ModuleResolver)?

    func resolve(_ request: ModuleRequest) async throws -> ModuleSource {
        if let source = sources[request.specifier] { return source }
        guard let otherwise else { throw ModuleNotFound() }
        return try await otherwise.resolve(request)
    }
}
