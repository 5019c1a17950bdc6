/// What contexts take of memory (Node's `vm.measureMemory`).
///
/// Node's engine counts objects. Here each context is a process, and what that has resident is measured from outside.
public struct MemoryMeasurement: Sendable, Hashable {
    /// Bytes of one context, or of several.
    public struct Amount: Sendable, Hashable {
        /// What belongs to it, as far as can be told: memory that no file stands behind, garbage that was not collected
        /// included.
        public let jsMemoryEstimate: Int
        /// What it takes at least and at most. Pages that a process shares with the one that it was forked from
        /// count in both.
        public let jsMemoryRange: ClosedRange<Int>

        fileprivate init(_ estimates: [Int]) {
            jsMemoryEstimate = estimates.reduce(0, +)
            jsMemoryRange = (estimates.max() ?? 0)...jsMemoryEstimate
        }
    }

    /// How much is told (`mode`).
    public enum Mode: String, Sendable {
        /// Of all contexts together.
        case summary
        /// Of the main context, and of each other one, too.
        case detailed
    }

    /// All contexts together.
    public let total: Amount
    /// The main context, that of `runInThisContext`; nil for a summary, and where it was never used.
    public let current: Amount?
    /// Each other context, by its id; empty for a summary.
    public let other: [String: Amount]

    init(main: Int?, others: [String: Int], _ mode: Mode) {
        total = Amount(Array(others.values) + (main.map { [$0] } ?? []))
        current = mode == .detailed ? main.map { Amount([$0]) } : nil
        other = mode == .detailed ? others.mapValues { Amount([$0]) } : [:]
    }
}

extension Supervisor {
    /// Measures what the contexts take of memory (Node's `vm.measureMemory`). `Context.statistics` tells more of one.
    ///
    /// - Parameter mode: how much is told; a summary by default.
    public func measureMemory(mode: MemoryMeasurement.Mode = .summary) -> MemoryMeasurement {
        var main: Int?
        var others: [String: Int] = [:]
        for context in state.withLock({ $0.contexts.values.map { $0 } }).compactMap({ $0.load() }) {
            switch context.role {
            case .main: main = context.statistics.memory
            case .compiler, .moduleTemplate, .template: break
            default: others[context.id] = context.statistics.memory
            }
        }
        return MemoryMeasurement(main: main, others: others, mode)
    }
}
