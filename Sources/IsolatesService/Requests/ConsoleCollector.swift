import Isolates
import IsolatesRPC
import Synchronization
import Wire

/// Collects what the runs of one request write to the console, for its answer.
final class ConsoleCollector: ContextListener {
    /// How many bytes of encoded entries are kept.
    static let capacity = 1 << 20

    private struct State {
        var entries = JSONList()
        var rejections = JSONList()
        var isCut = false
    }

    private let state = Mutex(State())

    func hear(_ entry: ConsoleEntry) async {
        add(to: \.entries) { writer in
            writer.beginObject()
            writer.write("level", entry.level.rawValue)
            writer.key("args")
            // It was decoded from this very encoding.
            do { try Value(entry.arguments).encode(into: &writer) } catch { writer.null() }
            writer.write("text", entry.text)
            writer.endObject()
        }
    }

    func hear(_ rejection: UnhandledRejection) async {
        add(to: \.rejections) { writer in
            do { try rejection.value.encode(into: &writer) } catch { writer.null() }
        }
    }

    private func add(to list: WritableKeyPath<State, JSONList> & Sendable, _ write: (inout JSONWriter) -> Void) {
        guard !state.withLock({ $0.isCut }) else { return }
        var writer = JSONWriter()
        write(&writer)
        state.withLock { state in
            let count = state.entries.bytes.count + state.rejections.bytes.count + writer.bytes.count
            if count > Self.capacity { state.isCut = true } else { state[keyPath: list].append(writer.bytes) }
        }
    }

    /// Whether nothing was written to the console.
    var isEmpty: Bool { state.withLock { $0.entries.bytes.isEmpty && !$0.isCut } }

    /// Writes the member `console`, and the members `consoleTruncated` and `unhandledRejections` if they apply.
    func write(into writer: inout JSONWriter) {
        let state = state.withLock { $0 }
        writer.key("console")
        writer.raw(state.entries.array)
        if state.isCut { writer.write("consoleTruncated", true) }
        guard !state.rejections.bytes.isEmpty else { return }
        writer.key("unhandledRejections")
        writer.raw(state.rejections.array)
    }
}

/// The JSON of a growing array.
struct JSONList: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ element: [UInt8]) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes += element
    }

    var array: [UInt8] { [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")] }
}
