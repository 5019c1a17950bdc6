import Synchronization
import Wire

/// A compiled script, bound to no context: it can be run any number of times, in any number of contexts.
///
/// Its source is sent only once to each worker.
///
/// Source: the `vm` documentation of Node.js 8, “Class: vm.Script”.
public final class Script: Sendable {
    /// The file name in stack traces if no other was given.
    public static let defaultFilename = "evalmachine.<anonymous>"

    let supervisor: Supervisor
    let source: ScriptSource
    /// Whether the script is run once and then forgotten.
    let isTransient: Bool
    /// The version of the engine that compiled the script; nil if the script was not compiled yet.
    private let engine: String?
    /// The URL of a source map from a `//# sourceMappingURL=` comment in the code; nil if there is no such comment.
    public let sourceMapURL: String?
    /// Whether the given `cachedData` was rejected: it was for another source, from another engine, or damaged. The
    /// script was then compiled as usual. Nil if no data was given.
    public let cachedDataRejected: Bool?
    /// True if `produceCachedData` was requested, so that there is `cachedData`; otherwise nil.
    public let cachedDataProduced: Bool?
    /// The data that `produceCachedData` requested; nil if it was not requested.
    public let cachedData: [UInt8]?

    init(
        supervisor: Supervisor, source: ScriptSource, isTransient: Bool, sourceMapURL: String?, engine: String? = nil,
        cachedDataRejected: Bool? = nil, producesCachedData: Bool = false
    ) {
        self.supervisor = supervisor
        self.source = source
        self.isTransient = isTransient
        self.sourceMapURL = sourceMapURL
        self.engine = engine
        self.cachedDataRejected = cachedDataRejected
        cachedDataProduced = producesCachedData ? true : nil
        cachedData = producesCachedData ? CachedData(source, engine: engine ?? "").bytes : nil
    }

    /// Data for a later `cachedData` (Node's `script.createCachedData()`). It holds no bytecode, since JavaScriptCore
    /// does not export any; it records that the source compiled, so that the same engine need not check it again.
    public func createCachedData() -> [UInt8] {
        CachedData(source, engine: engine ?? "").bytes
    }

    /// The largest accepted offsets, positive or negative.
    private static let greatestLineOffset = 1 << 30
    private static let greatestColumnOffset = 1 << 20

    /// - Throws: `invalidArgument` if an offset is out of range.
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
