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
    /// Whether the script is run once and then forgotten.
    let isTransient: Bool

    init(supervisor: Supervisor, source: ScriptSource, isTransient: Bool) {
        self.supervisor = supervisor
        self.source = source
        self.isTransient = isTransient
    }

    private static let lastNumber = Atomic<Int>(0)

    /// A number that no other script of the process has.
    static func nextNumber() -> Int {
        lastNumber.add(1, ordering: .relaxed).newValue
    }
}
