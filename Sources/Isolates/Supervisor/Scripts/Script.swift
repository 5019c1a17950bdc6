import Synchronization
import Wire

/// A compiled script, bound to no context: it can be run any number of times, in any number of them.
///
/// Its source crosses to each worker once.
///
/// Source: the `vm` documentation of Node.js 8, “Class: vm.Script”.
public final class Script: Sendable {
    /// The file that stack traces name when no other was given.
    public static let defaultFilename = "evalmachine.<anonymous>"

    let supervisor: Supervisor
    let source: ScriptSource
    /// Finds what `import()` in it imports; nil where its context's resolver does.
    let importer: (any ModuleResolver)?
    /// Whether the script is run once and then forgotten.
    let isTransient: Bool
    /// The engine's version, where it is known: what compiled the script.
    private let engine: String?
    /// The source map that a `//# sourceMappingURL=` comment of the code names; nil where there is none.
    public let sourceMapURL: String?
    /// Whether `cachedData` was given and was of no use: for another source, from another engine, or damaged. The
    /// script then was compiled as usual. Nil where none was given.
    public let cachedDataRejected: Bool?
    /// Whether `produceCachedData` was asked for, so that `cachedData` is there. Nil where it was not.
    public let cachedDataProduced: Bool?
    /// The data that `produceCachedData` asked for; nil where it was not.
    public let cachedData: [UInt8]?

    init(
        supervisor: Supervisor, source: ScriptSource, isTransient: Bool, sourceMapURL: String?, engine: String? = nil,
        cachedDataRejected: Bool? = nil, producesCachedData: Bool = false,
        importer: (any ModuleResolver)? = nil
    ) {
        self.supervisor = supervisor
        self.source = source
        self.isTransient = isTransient
        self.importer = importer
        self.sourceMapURL = sourceMapURL
        self.engine = engine
        self.cachedDataRejected = cachedDataRejected
        cachedDataProduced = producesCachedData ? true : nil
        cachedData = producesCachedData ? CachedData(source, engine: engine ?? "").bytes : nil
    }

    /// Data for a later `cachedData` (Node's `script.createCachedData()`). It holds no bytecode, which JavaScriptCore
    /// gives to nobody, but what compiling found out, so that the same source need not be checked again by the same
    /// engine.
    public func createCachedData() -> [UInt8] {
        CachedData(source, engine: engine ?? "").bytes
    }

    /// The greatest offsets, of either sign, that are accepted.
    private static let greatestLineOffset = 1 << 30
    static let greatestColumnOffset = 1 << 20

    /// - Throws: `invalidArgument` for an offset out of range.
    func validate() throws(VMError) {
        guard abs(source.lineOffset) <= Self.greatestLineOffset else {
            throw VMError(
                .invalidArgument, "lineOffset must be within ±\(Self.greatestLineOffset), not \(source.lineOffset)")
        }
        guard abs(source.columnOffset) <= Self.greatestColumnOffset else {
            throw VMError(
                .invalidArgument,
                "columnOffset must be within ±\(Self.greatestColumnOffset), not \(source.columnOffset)")
        }
    }

    private static let lastNumber = Atomic<Int>(0)

    /// A number that no other script of the process has.
    static func nextNumber() -> Int {
        lastNumber.add(1, ordering: .relaxed).newValue
    }
}
